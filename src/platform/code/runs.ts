import { randomUUID } from 'node:crypto';
import type { RunEnd, RunOutcome } from '../../core/event.ts';
import type { EpochMs } from '../../core/time.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';

/** What someone started in this window. */
export interface Started {
  /** In words, where it has some: `Cell 3 of heads.ipynb`. */
  readonly label?: string;
  /** As it was typed or configured; it may hold keys, and is nobody else's. */
  readonly commandLine?: string;
  /** What it prints from now on, where that can be read. */
  readonly read?: () => AsyncIterable<string>;
}

/** A command in a terminal, a task, or a cell of a notebook. */
export interface Run extends Started {
  readonly id: string;
  /** By the clock of this machine. */
  readonly startedAt: EpochMs;
  /** Absent while it runs. */
  readonly end: RunEnd | undefined;
}

/** A run that a turn may be held for. */
export interface RunAhead {
  readonly id: string;
  /** In words for everyone; absent where there are none. */
  readonly what?: string;
  /** It may end while someone types. */
  readonly isOver: () => boolean;
}

/** So many runs that are over are remembered: one may be held for that ends just then. */
const longestMemory = 100;

/** What runs in this window, and how it came to its end. */
export class Runs implements Disposable {
  readonly #now: () => EpochMs;
  readonly #disposables = new DisposableStore();
  readonly #onDidStart = this.#disposables.add(new Emitter<Run>());
  readonly #onDidEnd = this.#disposables.add(new Emitter<Run>());
  /** By what stands for it in VS Code, oldest first. */
  readonly #running = new Map<object, { readonly run: WritableRun; readonly owner: object }>();
  readonly #over = new Map<string, Run>();

  readonly onDidStart = this.#onDidStart.event;
  readonly onDidEnd = this.#onDidEnd.event;

  constructor(now: () => EpochMs) {
    this.#now = now;
  }

  /** Oldest first. */
  get running(): readonly Run[] {
    return [...this.#running.values()].map(({ run }) => run);
  }

  /** `undefined` while it runs, and for a run that was not seen here. */
  endOf(id: string): RunEnd | undefined {
    return this.#over.get(id)?.end;
  }

  /**
   * @param source stands for it in VS Code.
   * @param owner goes on after it, and takes it along when it goes: its terminal or notebook.
   */
  start(source: object, owner: object, started: Started): void {
    this.end(source, 'stopped');
    const run = { ...started, id: randomUUID(), startedAt: this.#now(), end: undefined };
    this.#running.set(source, { run, owner });
    this.#onDidStart.fire(run);
  }

  /** Nothing if it is over, or was not seen to start. */
  end(source: object, outcome: RunOutcome): void {
    const run = this.#running.get(source)?.run;
    if (run === undefined) {
      return;
    }
    this.#running.delete(source);
    run.end = { outcome, took: Math.max(0, this.#now() - run.startedAt) };
    this.#over.set(run.id, run);
    for (const oldest of [...this.#over.keys()].slice(0, -longestMemory)) {
      this.#over.delete(oldest);
    }
    this.#onDidEnd.fire(run);
  }

  /** Stopped with what they ran in. */
  endAllOf(owner: object): void {
    for (const [source, running] of [...this.#running]) {
      if (running.owner === owner) {
        this.end(source, 'stopped');
      }
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}

type WritableRun = Omit<Run, 'end'> & { end: RunEnd | undefined };
