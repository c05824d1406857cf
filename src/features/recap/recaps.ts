import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Attention } from '../../platform/attention.ts';
import type { CommandTable } from '../../platform/commands.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import type { PastSession } from '../../platform/record/listRecords.ts';
import type { PastSessions } from '../../platform/record/pastSessions.ts';
import type { FinishedSession } from '../../platform/record/recordFolder.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { guestOf } from '../../platform/sharing/codeSharing.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { HumanError } from '../../util/humanError.ts';
import type { Library } from './papersOf.ts';
import { RecapDrafts } from './recapDrafts.ts';
import { recapNotice } from './recapNotice.ts';
import { showRecap } from './showRecap.ts';
import type { WrittenRecap } from './writeRecap.ts';

export interface RecapsParts {
  readonly sessions: Sessions;
  readonly attention: Attention;
  readonly library: Library;
  readonly past: PastSessions;
  readonly storage: vscode.Uri;
  readonly log: LogChannel;
}

/** Writes the recap of each session that is over, and opens recaps. */
export class Recaps implements Disposable {
  readonly #sessions: Sessions;
  readonly #attention: Attention;
  readonly #library: Library;
  readonly #past: PastSessions;
  readonly #storage: vscode.Uri;
  readonly #disposables = new DisposableStore();
  readonly #drafts: RecapDrafts;
  /** Over, and not written yet: because it is being written, or because that failed. */
  #unwritten: FinishedSession | undefined;

  readonly commands: CommandTable = {
    openRecap: () => this.#open(),
    openPastSession: (name) => this.#openPast(v.parse(v.string(), name)),
    openRecordFolder: () => this.#openFolder(),
  };

  constructor({ sessions, attention, library, past, storage, log }: RecapsParts) {
    this.#sessions = sessions;
    this.#attention = attention;
    this.#library = library;
    this.#past = past;
    this.#storage = storage;
    this.#drafts = this.#disposables.add(new RecapDrafts(sessions, past, library));
    this.#disposables.add(
      sessions.onDidFinish((finished) => {
        this.#unwritten = finished;
        log.background('Recap', () => this.#writeAndOffer(finished));
      }),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Of several windows of one person one does, but for the host's, whose record is beside the log. */
  async #writeAndOffer(finished: FinishedSession): Promise<void> {
    const { me, session, how, isSecondWindow, recordBase } = finished;
    const claimed = this.#attention.claim(me, `${session.id}/${how}`, isSecondWindow);
    if (recordBase === undefined && !(await claimed)) {
      return;
    }
    const written = await this.#write(finished);
    if (!(await claimed)) {
      return;
    }
    const open = 'Open recap';
    const picked = await vscode.window.showInformationMessage(
      noticeText(recapNotice(finished, written, guestOf() !== undefined)),
      open,
    );
    if (picked === open) {
      await showRecap(vscode.Uri.file(written.file));
    }
  }

  async #write(finished: FinishedSession): Promise<WrittenRecap> {
    const { writeRecapFiles } = await import('./recapFiles.ts');
    const written = await writeRecapFiles(finished, this.#library, this.#storage);
    if (this.#unwritten === finished) {
      this.#unwritten = undefined;
    }
    this.#past.refresh();
    return written;
  }

  /** The running session's recap so far, or the newest that there is. */
  async #open(): Promise<void> {
    if (this.#sessions.active !== undefined) {
      return this.#drafts.showRunning();
    }
    if (this.#unwritten !== undefined) {
      const { file, problem } = await this.#write(this.#unwritten);
      if (problem !== undefined) {
        void vscode.window.showWarningMessage(problem);
      }
      return showRecap(vscode.Uri.file(file));
    }
    const [newest] = await this.#past.list();
    if (newest === undefined) {
      void vscode.window.showInformationMessage(
        'There is no recap yet; a session writes one when it ends.',
      );
    } else {
      await this.#show(newest);
    }
  }

  async #openPast(name: string): Promise<void> {
    const past = await this.#past.find(name);
    if (past === undefined) {
      throw new HumanError(
        `The record ${name} is not in ${this.#past.folder} any more; look for it where it was moved to.`,
      );
    }
    await this.#show(past);
  }

  async #openFolder(): Promise<void> {
    const folder = vscode.Uri.file(this.#past.folder);
    const isInside = vscode.workspace.getWorkspaceFolder(folder) !== undefined;
    await vscode.commands.executeCommand(isInside ? 'revealInExplorer' : 'revealFileInOS', folder);
  }

  /** The recap of a session, or a draft of it from the log of one that never came to its end. */
  async #show({ name, recap, log }: PastSession): Promise<void> {
    if (recap !== undefined) {
      await showRecap(vscode.Uri.file(recap));
    } else if (log !== undefined) {
      await this.#drafts.showLog(name, log);
    }
  }
}
