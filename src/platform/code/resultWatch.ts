import * as vscode from 'vscode';
import { figureEndings } from '../../core/figureFile.ts';
import { scoreIn } from '../../core/score.ts';
import { type EpochMs, type Millis, second } from '../../core/time.ts';
import type { Timers } from '../../log/timers.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';
import type { Event } from '../../util/emitter.ts';
import { Later } from '../later.ts';
import type { LogChannel } from '../logChannel.ts';
import { type ActiveSession, sessionOf } from '../session/activeSession.ts';
import type { Runs } from './runs.ts';
import { pathOf } from './sourceCode.ts';

/** As much of `Sessions` as matters here. */
interface WatchedSessions {
  readonly active: WatchedSession | undefined;
  readonly onDidChange: Event<unknown>;
}

type WatchedSession = Pick<ActiveSession, 'me' | 'connection'> & {
  readonly replica: Pick<ActiveSession['replica'], 'session' | 'now' | 'dispatch'>;
};

/** Something that came up while the driver ran code. */
interface Seen {
  readonly kind: 'figure' | 'score';
  readonly text?: string;
}

/** A program that prints line after line has come to its result once it is silent for this long. */
const silence: Millis = 2 * second;

/** The same result within this long, such as a figure saved once an epoch, is noted once. */
const sameAgain: Millis = 30 * second;

const figureFiles = `**/*.{${figureEndings.join()}}`;

/** Of more results than this that come up at once, such as a figure for each of many units, the last. */
const mostAtOnce = 10;

/** Folders whose pictures are nobody's result. */
const notOurs = /(?:^|\/)(?:\.[^/]+|node_modules|site-packages|__pycache__)(?:\/|$)/;

/** Command lines whose output is looked at. */
const runsPython =
  /(?:^|[\s/;&|])(?:i?python[\d.]*|uv|poetry|pixi|torchrun|accelerate|jupyter|papermill)\b/;

/**
 * Notes in the session that a result came up in the driver's window: a figure was saved or shown, an
 * accuracy was printed. Then the questions come first that a result should be asked before it is
 * believed. Of what a program prints only the name of the measure and its number are taken; while someone
 * else drives, nothing here is looked at.
 */
export class ResultWatch implements Disposable {
  readonly #sessions: WatchedSessions;
  readonly #runs: Pick<Runs, 'onDidStart'>;
  readonly #log: Pick<LogChannel, 'note'>;
  readonly #disposables = new DisposableStore();
  /** What is watched while a session runs. */
  #watching: DisposableStore | undefined;
  readonly #silent: Later;
  /** The last score, and each figure by its file. */
  readonly #seen = new Map<string, Seen>();
  /** When each was noted, by the clock of the session. */
  readonly #noted = new Map<string, EpochMs>();

  constructor(
    sessions: WatchedSessions,
    runs: Pick<Runs, 'onDidStart'>,
    timers: Timers,
    log: Pick<LogChannel, 'note'>,
  ) {
    this.#sessions = sessions;
    this.#runs = runs;
    this.#silent = this.#disposables.add(new Later(() => this.#noteAll(), timers));
    this.#log = log;
    this.#disposables.add(sessions.onDidChange(() => this.#followSession()));
    this.#disposables.add(toDisposable(() => this.#stop()));
    this.#followSession();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #followSession(): void {
    if (this.#sessions.active === undefined) {
      this.#stop();
    } else if (this.#watching === undefined && !this.#disposables.isDisposed) {
      this.#watching = this.#watch();
    }
  }

  #stop(): void {
    this.#watching?.dispose();
    this.#watching = undefined;
    this.#silent.cancel();
    this.#seen.clear();
    this.#noted.clear();
  }

  #watch(): DisposableStore {
    const store = new DisposableStore();
    const files = store.add(
      vscode.workspace.createFileSystemWatcher(figureFiles, false, false, true),
    );
    store.add(files.onDidCreate((uri) => this.#figureSaved(uri)));
    store.add(files.onDidChange((uri) => this.#figureSaved(uri)));
    store.add(
      vscode.workspace.onDidChangeNotebookDocument(({ cellChanges }) => {
        if (this.#driven() === undefined) {
          return;
        }
        for (const { outputs } of cellChanges) {
          this.#cellRan(outputs ?? []);
        }
      }),
    );
    store.add(
      this.#runs.onDidStart(({ commandLine = '', read }) => {
        if (read !== undefined && this.#driven() !== undefined && runsPython.test(commandLine)) {
          this.#read(read()).catch((error: unknown) =>
            this.#log.note('Reading what a program prints', error),
          );
        }
      }),
    );
    return store;
  }

  #figureSaved(uri: vscode.Uri): void {
    const path = pathOf(uri);
    const isInside = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    if (isInside && !notOurs.test(path) && this.#driven() !== undefined) {
      this.#see({ kind: 'figure', text: path });
    }
  }

  #cellRan(outputs: readonly vscode.NotebookCellOutput[]): void {
    const items = outputs.flatMap((output) => output.items);
    if (items.some(({ mime }) => mime.startsWith('image/'))) {
      this.#see({ kind: 'figure' });
    }
    const printed = items.filter(({ mime }) => mime === 'text/plain' || mime.endsWith('.stdout'));
    const decoder = new TextDecoder();
    this.#printed(printed.map(({ data }) => decoder.decode(data)).join('\n'));
  }

  async #read(output: AsyncIterable<string>): Promise<void> {
    let line = '';
    for await (const data of output) {
      if (this.#watching === undefined) {
        return;
      }
      if (this.#driven() === undefined) {
        line = '';
        continue;
      }
      line += data;
      this.#printed(line);
      line = line.slice(line.lastIndexOf('\n') + 1).slice(-1_000);
    }
  }

  #printed(output: string): void {
    const text = scoreIn(output);
    if (text !== undefined) {
      this.#see({ kind: 'score', text });
    }
  }

  /** The session, if its driver sits here. */
  #driven(): WatchedSession | undefined {
    const { active } = this.#sessions;
    return active !== undefined && sessionOf(active).turn.driver === active.me ? active : undefined;
  }

  #see(seen: Seen): void {
    const key = seen.kind === 'figure' ? `figure ${seen.text}` : seen.kind;
    this.#seen.delete(key); // The newest stand last.
    this.#seen.set(key, seen);
    this.#silent.in(silence);
  }

  #noteAll(): void {
    for (const result of [...this.#seen.values()].slice(-mostAtOnce)) {
      this.#note(result).catch((error: unknown) => this.#log.note('Noting a result', error));
    }
    this.#seen.clear();
  }

  /** Nobody waits for it, and what can't be noted now is not worth a sentence. */
  async #note({ kind, text }: Seen): Promise<void> {
    const active = this.#driven();
    if (active?.connection !== 'connected') {
      return;
    }
    const key = `${kind} ${text}`;
    const now = active.replica.now();
    const isOld = now - (this.#noted.get(key) ?? Number.NEGATIVE_INFINITY) < sameAgain;
    if (isOld) {
      return;
    }
    this.#noted.set(key, now);
    await active.replica.dispatch({
      type: 'noteResult',
      kind,
      ...(text === undefined ? {} : { text }),
    });
  }
}
