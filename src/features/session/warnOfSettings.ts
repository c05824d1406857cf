import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import { settings } from '../../platform/settings.ts';
import { settingMistakes } from './settingMistakes.ts';

/** Says once, to whoever starts a session, which of their settings it can't go by, and leads there. */
export async function warnOfSettings(): Promise<void> {
  const mistakes = settingMistakes(settings.written);
  if (mistakes.length === 0) {
    return;
  }
  const open = 'Open settings';
  const said = mistakes.map(({ sentence }) => sentence).join(' ');
  if ((await vscode.window.showWarningMessage(noticeText(said), open)) === open) {
    const query = `@id:${mistakes.map(({ setting }) => setting).join(',')}`;
    await vscode.commands.executeCommand('workbench.action.openSettings', query);
  }
}
