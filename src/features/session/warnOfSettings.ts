import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import { settings } from '../../platform/settings.ts';
import { openSettings, showSettings } from '../../platform/showSettings.ts';
import { settingMistakes } from './settingMistakes.ts';

/** Says once, to whoever starts a session, which of their settings it can't go by, and leads there. */
export async function warnOfSettings(): Promise<void> {
  const mistakes = settingMistakes(settings.written);
  if (mistakes.length === 0) {
    return;
  }
  const said = mistakes.map(({ sentence }) => sentence).join(' ');
  const picked = await vscode.window.showWarningMessage(noticeText(said), openSettings);
  if (picked === openSettings) {
    await showSettings(...mistakes.map(({ setting }) => setting));
  }
}
