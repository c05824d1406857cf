import * as vscode from 'vscode';
import { minute, second } from '../core/time.ts';
import type { TurnSettings } from '../core/turn.ts';

export type ConnectionDefault = 'ask' | 'invite' | 'solo';

/** The person's settings, read when they are needed. */
export const settings = {
  displayName: (): string => read<string>('displayName', '').trim(),
  journalFolder: (folder: vscode.Uri): string =>
    vscode.workspace
      .getConfiguration('interpair', folder)
      .get('journal.folder', '.interpair/sessions'),
  connection: (): ConnectionDefault => read<ConnectionDefault>('connection.default', 'ask'),
  turns: (): TurnSettings => ({
    length: Math.round(read('turn.minutes', 15) * minute),
    onExpiry: read<'ask' | 'auto'>('turn.onExpiry', 'ask'),
    grace: Math.round(read('turn.graceSeconds', 20) * second),
  }),
};

function read<T>(key: string, fallback: T): T {
  return vscode.workspace.getConfiguration('interpair').get(key, fallback);
}
