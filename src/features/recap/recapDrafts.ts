import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LogEntry } from '../../core/logEntry.ts';
import type { Content } from '../../platform/content.ts';
import type { PastSessions } from '../../platform/pastSessions.ts';
import { readRecord } from '../../platform/recordFolder.ts';
import type { Sessions } from '../../platform/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { papersOf } from './papersOf.ts';
import { canPreview, showRecap } from './showRecap.ts';
import { timeZone } from './timeZone.ts';

const scheme = 'interpair-recap';
const running = vscode.Uri.from({ scheme, path: '/Recap so far.md' });

/** Larger figures would make the draft slow; the recap links to them. */
const largestFigure = 3_000_000;

const mediaTypes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/**
 * Recaps that are saved nowhere: of the running session, which follows it, and of logs that have none.
 * Their pictures are in the text itself, as such a document has no folder.
 */
export class RecapDrafts implements vscode.TextDocumentContentProvider, Disposable {
  readonly #sessions: Sessions;
  readonly #past: PastSessions;
  readonly #content: Content;
  readonly #disposables = new DisposableStore();
  readonly #changed = this.#disposables.add(new vscode.EventEmitter<vscode.Uri>());

  readonly onDidChange = this.#changed.event;

  constructor(sessions: Sessions, past: PastSessions, content: Content) {
    this.#sessions = sessions;
    this.#past = past;
    this.#content = content;
    this.#disposables.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    this.#disposables.add(
      sessions.onDidChange(({ active, change }) => {
        if (active !== undefined && change !== undefined) {
          this.#changed.fire(running);
        }
      }),
    );
  }

  /** Shows the recap of the running session so far. */
  async showRunning(): Promise<void> {
    await this.#show(running);
  }

  /** @param name of a past session that has a log. */
  async showLog(name: string): Promise<void> {
    await this.#show(vscode.Uri.from({ scheme, path: `/${name}.md`, query: 'log' }));
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const entries = await this.#entries(uri);
    const text = entries && (await this.#text(entries, uri.query !== 'log'));
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
    const past = (await this.#past.list()).find((one) => one.name === name);
    return past?.log === undefined ? undefined : await readRecord(past.log);
  }

  async #text(entries: readonly LogEntry[], isRunning: boolean): Promise<string | undefined> {
    const [{ replay }, { recap }, { recapPicture }] = await Promise.all([
      import('../../core/evolve.ts'),
      import('../../core/recap/recap.ts'),
      import('../../core/recap/recapPicture.ts'),
    ]);
    const session = replay(entries);
    if (session === undefined) {
      return undefined;
    }
    const zone = timeZone();
    const papers = await papersOf(session, this.#content);
    const options = { timeZone: zone, isRunning, papers };
    if (!canPreview()) {
      return recap(entries, options);
    }
    const picture = dataUri('.svg', Buffer.from(recapPicture(entries, zone) ?? ''));
    const figures = session.findings.flatMap(({ figure }) => figure ?? []);
    const links = new Map(
      await Promise.all(figures.map(async (figure) => [figure, await figureData(figure)] as const)),
    );
    const figureLink = (figure: string) => links.get(figure);
    return recap(entries, {
      ...options,
      figureLink,
      ...(picture === undefined ? {} : { picture }),
    });
  }
}

/** A figure of the workspace as a link that holds it; `undefined` if it is not there, or too large. */
async function figureData(figure: string): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined || figure.split(/[\\/]/).includes('..')) {
    return undefined;
  }
  try {
    const uri = vscode.Uri.joinPath(folder, figure);
    const { size } = await vscode.workspace.fs.stat(uri);
    return size > largestFigure
      ? undefined
      : dataUri(path.posix.extname(figure), await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined; // Not in this window's folder.
  }
}

function dataUri(ending: string, bytes: Uint8Array): string | undefined {
  const type = mediaTypes[ending.toLowerCase()];
  return type && `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
}
