import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Attention } from '../../platform/attention.ts';
import type { CommandTable } from '../../platform/commands.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { type FinishedSession, readRecord } from '../../platform/recordFolder.ts';
import type { Sessions } from '../../platform/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import { RecapFiles, recapText } from './recapFiles.ts';

const said = {
  ended: 'The session has ended',
  left: 'You left the session',
  closed: 'The session is closed here',
} as const;

/** Writes the recap of each session that is over, and opens recaps. */
export class Recaps implements Disposable {
  readonly #sessions: Sessions;
  readonly #attention: Attention;
  readonly #files: RecapFiles;
  readonly #subscription: Disposable;
  /** Over, and not written yet: because it is being written, or because that failed. */
  #unwritten: FinishedSession | undefined;

  readonly commands: CommandTable = { openRecap: () => this.#open() };

  constructor(sessions: Sessions, attention: Attention, storage: vscode.Uri, log: LogChannel) {
    this.#sessions = sessions;
    this.#attention = attention;
    this.#files = new RecapFiles(storage);
    this.#subscription = sessions.onDidFinish((finished) => {
      this.#unwritten = finished;
      log.background('Recap', () => this.#writeAndOffer(finished));
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  /** Of several windows of one person one does, but for the host's, whose record is beside the log. */
  async #writeAndOffer(finished: FinishedSession): Promise<void> {
    const { me, session, how, isSecondWindow, recordBase } = finished;
    const claimed = this.#attention.claim(me, `${session.id}/${how}`, isSecondWindow);
    if (recordBase === undefined && !(await claimed)) {
      return;
    }
    const file = await this.#write(finished);
    if (!(await claimed)) {
      return;
    }
    const open = 'Open recap';
    const picked = await vscode.window.showInformationMessage(
      `${said[how]}; its recap is in ${path.basename(file)}.`,
      open,
    );
    if (picked === open) {
      await show(file);
    }
  }

  async #write(finished: FinishedSession): Promise<string> {
    const file = await this.#files.write(finished);
    if (this.#unwritten === finished) {
      this.#unwritten = undefined;
    }
    return file;
  }

  /** The running session's recap so far, or the newest that there is. */
  async #open(): Promise<void> {
    const { active } = this.#sessions;
    if (active !== undefined) {
      return showDraft(active.replica.entries);
    }
    if (this.#unwritten !== undefined) {
      return show(await this.#write(this.#unwritten));
    }
    const newest = await this.#files.newest();
    if (newest === undefined) {
      void vscode.window.showInformationMessage(
        'There is no recap yet; a session writes one when it ends.',
      );
    } else if (newest.kind === 'recap') {
      await show(newest.file);
    } else {
      await showDraft(await readRecord(newest.file));
    }
  }
}

/** Not saved anywhere: the session may go on, and then writes its own. */
async function showDraft(entries: FinishedSession['entries']): Promise<void> {
  const content = recapText(entries);
  const draft = await vscode.workspace.openTextDocument({ language: 'markdown', content });
  await vscode.window.showTextDocument(draft, { preview: true });
}

async function show(file: string): Promise<void> {
  await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
}
