import * as vscode from 'vscode';
import { labelText } from '../../platform/notice.ts';
import type { WhoSitsHere } from '../../platform/session/sessionOpener.ts';
import { askName } from './askName.ts';

/** Asks in a window whose person is in the session already, from another one. */
export const whoSitsHere: WhoSitsHere = async (name) => {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: `${labelText(name)}, in a second window`,
        iconPath: new vscode.ThemeIcon('multiple-windows'),
        detail: 'One participant with two windows: one role, one clock, one notice.',
        isSame: true,
      },
      {
        label: 'Someone else',
        iconPath: new vscode.ThemeIcon('person-add'),
        detail: 'A partner who works in this window.',
        isSame: false,
      },
    ],
    {
      title: `${name} is in this session already`,
      placeHolder: 'Who sits at this window?',
      ignoreFocusOut: true,
    },
  );
  if (picked === undefined || picked.isSame) {
    return picked && { isSame: true };
  }
  const other = await askName();
  return other === undefined ? undefined : { isSame: false, name: other };
};
