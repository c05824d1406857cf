import type { SessionCommand } from '../core/command.ts';
import { decide } from '../core/decide.ts';
import type { Decision } from '../core/decision.ts';
import { evolve } from '../core/evolve.ts';
import type { LogEntry, Revision } from '../core/logEntry.ts';
import type { ParticipantId } from '../core/participant.ts';
import type { Session } from '../core/session.ts';
import type { EpochMs } from '../core/time.ts';
import { type Disposable, DisposableStore } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import { ConflictError, RefusedError, type SessionLog, UnavailableError } from './sessionLog.ts';

/** An entry that has just been folded in, and the session that it led to. */
export interface SessionChange {
  readonly entry: LogEntry;
  readonly before: Session | undefined;
  readonly session: Session;
}

/**
 * One participant's copy of a session: folds the log into state, and turns what the participant wants
 * into appended events. Owns the log that it is given.
 */
export class SessionReplica implements Disposable {
  readonly participantId: ParticipantId;
  readonly #log: SessionLog;
  readonly #entries: LogEntry[] = [];
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<SessionChange>());
  readonly #waiting = new Set<() => void>();
  #session: Session | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** One for each entry, in order, as it is folded in. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(log: SessionLog, participantId: ParticipantId) {
    this.#log = log;
    this.participantId = participantId;
    this.#disposables.add(log);
    this.#disposables.add(log.subscribe(0, (entry) => this.#fold(entry)));
  }

  /** The session as far as it is known here; `undefined` while the log is empty. */
  get session(): Session | undefined {
    return this.#session;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  now(): EpochMs {
    return this.#log.now();
  }

  /**
   * Does what a command wants, on the newest state: decides, appends, and decides again if someone else
   * was first. Resolves once the outcome is in this replica's own state. One command at a time.
   *
   * @throws {RefusedError} with a sentence for the person, if the session or the log says no.
   * @throws {UnavailableError} if the log can't be reached or this replica is disposed.
   */
  dispatch(command: SessionCommand): Promise<void> {
    const run = this.#queue.then(() => this.#decideAndAppend(command));
    this.#queue = run.catch(() => undefined);
    return run;
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#wake();
  }

  async #decideAndAppend(command: SessionCommand): Promise<void> {
    for (;;) {
      this.#throwIfDisposed();
      const after = this.#revision;
      const decision = this.#decide(command);
      if (!decision.ok) {
        throw new RefusedError(decision.error);
      }
      if (decision.value.length === 0) {
        return;
      }
      try {
        await this.#caughtUpTo(await this.#log.append(decision.value, after));
        return;
      } catch (error) {
        if (!(error instanceof ConflictError)) {
          if (this.#isDone(command)) {
            return;
          }
          throw error;
        }
        await this.#caughtUpTo(error.revision);
      }
    }
  }

  #decide(command: SessionCommand): Decision {
    return decide(this.#session, command, { actor: this.participantId, at: this.now() });
  }

  /** Nothing is left to do: its entries came though its answer did not, as when they end the session. */
  #isDone(command: SessionCommand): boolean {
    const decision = this.#decide(command);
    return decision.ok && decision.value.length === 0;
  }

  get #revision(): Revision {
    return this.#entries.length;
  }

  async #caughtUpTo(revision: Revision): Promise<void> {
    while (this.#revision < revision) {
      this.#throwIfDisposed();
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #throwIfDisposed(): void {
    if (this.#disposables.isDisposed) {
      throw new UnavailableError('The session was closed in this window; join it again to go on.');
    }
  }

  #fold(entry: LogEntry): void {
    const before = this.#session;
    this.#entries.push(entry);
    this.#session = evolve(before, entry);
    if (this.#session !== undefined) {
      this.#onDidChange.fire({ entry, before, session: this.#session });
    }
    this.#wake();
  }

  #wake(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const resume of waiting) {
      resume();
    }
  }
}
