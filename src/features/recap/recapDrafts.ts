import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LogEntry } from '../../core/logEntry.ts';
import type { PastSessions } from '../../platform/record/pastSessions.ts';
import { readRecord } from '../../platform/record/recordFolder.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { HumanError } from '../../util/humanError.ts';
import type { Library } from './papersOf.ts';
import { showRecap } from './showRecap.ts';

const scheme = 'interpair-recap';
const running = vscode.Uri.from({ scheme, path: '/Recap so far.md' });

/**
 * Recaps that are saved nowhere: of the running session, which follows it, and of logs that have none.
 */
export class RecapDrafts implements vscode.TextDocumentContentProvider, Disposable {
  readonly #sessions: Sessions;
  readonly #past: PastSessions;
  readonly #library: Library;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.#changed.event;

  constructor(sessions: Sessions, past: PastSessions, library: Library) {
    this.#sessions = sessions;
    this.#past = past;
    this.#library = library;
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.#disposables.add(
      sessions.onDidChange(({ active, change }) => {
        if (active !== undefined && change !== undefined) {
          this.#changed.fire(running);
        }
      }),
    );
    this.#disposables.add(
      settings.onDidChangeShowsShares(() => {
        for (const { uri } of vscode.workspace.textDocuments) {
          if (uri.scheme === scheme) {
            this.#changed.fire(uri);
          }
        }
      }),
    );
  }

  /** Shows the recap of the running session so far. */
  async showRunning(): Promise<void> {
    await this.#show(running);
  }

  /**
   * @param name of a past session.
   * @param log the path of its log.
   * @throws {HumanError} if no session can be read from it.
   */
  async showLog(name: string, log: string): Promise<void> {
    const entries = await readRecord(log);
    if (!entries.some(({ event }) => event.type === 'sessionStarted')) {
      throw new HumanError(
        `No session can be read from ${log}, since the file is damaged; open it as text to see what is left.`,
      );
    }
    await this.#show(vscode.Uri.from({ scheme, path: `/${name}.md`, query: 'log' }));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const entries = await this.#entries(uri);
    const { draftText } = await import('./draftText.ts');
    const isRunning = uri.query !== 'log';
    const text = entries && (await draftText(entries, isRunning, this.#library));
    return text ?? 'This session is not in reach any more; its recap is among the past sessions.\n';
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #show(uri: vscode.Uri): Promise<void> {
    // It may be open from before, when the log was shorter.
    this.#changed.fire(uri);
    await showRecap(uri);
  }

  async #entries({ path: at, query }: vscode.Uri): Promise<readonly LogEntry[] | undefined> {
    if (query !== 'log') {
      return this.#sessions.active?.replica.entries;
    }
    const name = path.posix.basename(at, '.md');
    const past = await this.#past.find(name);
    return past?.log === undefined ? undefined : await readRecord(past.log);
  }
}
