import * as vscode from 'vscode';
import { placeLabel } from '../../core/placeLabel.ts';
import { placeOfRange } from '../../platform/code/places.ts';
import { HumanError } from '../../util/humanError.ts';
import type { QuestionDesk } from './questionDesk.ts';
import { whyNoQuestion } from './wordsThatFit.ts';

/** Asks a question of one's own about the selected lines, or the cursor's, in any text document. */
export async function askAboutSelection(desk: QuestionDesk): Promise<void> {
  desk.requireConnection();
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new HumanError('No code is in front; click into the lines that you want to ask about.');
  }
  // Now, so that the question stays with what was selected, whatever a partner types meanwhile.
  const place = placeOfRange(editor.document, editor.selection);
  const text = await vscode.window.showInputBox({
    title: `Ask about ${placeLabel(place)}`,
    prompt: 'Everyone in the session sees it at this code',
    placeHolder: 'What does this do, and how do we know that it does?',
    ignoreFocusOut: true,
    validateInput: whyNoQuestion,
  });
  if (text !== undefined) {
    await desk.askAt(text, place);
  }
}
