import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Timers } from '../log/timers.ts';
import { Attention } from './attention.ts';

/** @param profile state that the windows of one person share. */
export function attentionOf(profile: vscode.Memento, timers: Timers): Attention {
  return new Attention(
    {
      id: randomUUID(),
      get isFocused() {
        return vscode.window.state.focused;
      },
      onDidFocus: (listener) =>
        vscode.window.onDidChangeWindowState(({ focused }) => {
          if (focused) {
            listener();
          }
        }),
    },
    profile,
    timers,
  );
}
