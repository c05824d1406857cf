import * as vscode from 'vscode';
import type { CommandTable } from '../../platform/commands.ts';
import type { QuestionDesk } from './questionDesk.ts';
import { whyNoQuestion } from './wordsThatFit.ts';

/** Asking from the palette, for those who don't want to leave the editor. */
export function questionCommands(desk: QuestionDesk): CommandTable {
  return {
    askQuestion: () => askFromPalette(desk),
    askAboutSelection: async () => {
      const { askAboutSelection } = await import('./askAboutSelection.ts');
      await askAboutSelection(desk);
    },
    nextQuestion: async () => {
      await desk.next();
      await vscode.commands.executeCommand('interpair.questions.focus');
    },
  };
}

/** What is typed is asked; with nothing typed it is the question on the card. */
async function askFromPalette(desk: QuestionDesk): Promise<void> {
  desk.requireConnection();
  const card = await desk.card();
  const text = await vscode.window.showInputBox({
    title: 'Ask a stupid question',
    prompt: 'Enter asks the question that is shown; type to ask your own',
    value: card?.text ?? '',
    ignoreFocusOut: true,
    validateInput: whyNoQuestion,
  });
  if (text === undefined) {
    return;
  }
  if (card !== undefined && text === card.text) {
    await desk.ask(card);
  } else {
    await desk.askOwn(text);
  }
}
