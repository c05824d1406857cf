import type { SessionEvent } from '../../core/event.ts';
import type { LogEntry, Revision } from '../../core/logEntry.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { EpochMs } from '../../core/time.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { EntryFeed } from '../entryFeed.ts';
import { ConflictError, RefusedError, type SessionLog, UnavailableError } from '../sessionLog.ts';
import { throwIfUnfit } from '../throwIfUnfit.ts';
import { ForwardClock } from './forwardClock.ts';
import type { Journal } from './journal.ts';

export interface LocalLogOptions {
  /** Where entries are made durable; without one the log lives in memory alone. Owned by the log. */
  readonly journal?: Journal;
  /** The entries that are in the journal already. */
  readonly entries?: readonly LogEntry[];
  readonly clock: () => EpochMs;
}

const closed = 'The session was closed in this window; open it again to go on.';

/** A session's log in the process of the person who started it: stamps, keeps and tells entries. */
export class LocalLog implements Disposable {
  readonly #feed: EntryFeed;
  readonly #journal: Journal | undefined;
  readonly #clock: ForwardClock;
  #queue: Promise<unknown> = Promise.resolve();
  #disposed = false;

  constructor({ journal, entries, clock }: LocalLogOptions) {
    this.#journal = journal;
    this.#feed = new EntryFeed(entries);
    this.#clock = new ForwardClock(clock, this.#feed.newestAt);
  }

  get revision(): Revision {
    return this.#feed.revision;
  }

  /** The log as one participant sees it: what they append carries their name. */
  as(actor: ParticipantId): SessionLog {
    return new ParticipantLog(this, actor);
  }

  /** The machine's clock may be set back; the log's goes on, also where the record is opened anew. */
  now(): EpochMs {
    return this.#clock.now();
  }

  subscribe(from: Revision, listener: (entry: LogEntry) => void): Disposable {
    return this.#feed.subscribe(from, listener);
  }

  /**
   * As in `SessionLog`. One after another, so each is judged by what is durable before it.
   *
   * @param isGone whether, by the time that it is this append's turn, its participant may no longer append.
   */
  append(
    actor: ParticipantId,
    events: readonly SessionEvent[],
    after: Revision,
    isGone = () => false,
  ): Promise<Revision> {
    const run = this.#queue.then(() => {
      if (isGone()) {
        throw new UnavailableError(closed);
      }
      return this.#append(actor, events, after);
    });
    this.#queue = run.catch(() => undefined);
    return run;
  }

  /** Resolves once what was being written is written and the journal is free. Never rejects. */
  async close(): Promise<void> {
    this.dispose();
    await this.#queue;
    await this.#journal?.close();
  }

  dispose(): void {
    this.#disposed = true;
    this.#feed.dispose();
    this.#journal?.dispose();
  }

  async #append(
    actor: ParticipantId,
    events: readonly SessionEvent[],
    after: Revision,
  ): Promise<Revision> {
    if (this.#disposed) {
      throw new UnavailableError(closed);
    }
    throwIfUnfit(events);
    if (after > this.revision) {
      throw new RefusedError(
        'This window knows more of the session than its record holds; join again to go on with what is there.',
      );
    }
    if (after < this.revision) {
      throw new ConflictError(this.revision);
    }
    const entries = this.#stamp(actor, events);
    await this.#journal?.append(entries);
    this.#feed.push(entries);
    return this.revision;
  }

  #stamp(actor: ParticipantId, events: readonly SessionEvent[]): LogEntry[] {
    const at = this.now();
    return events.map((event, index) => ({
      revision: this.revision + index + 1,
      at,
      actor,
      event,
    }));
  }
}

class ParticipantLog implements SessionLog {
  readonly #home: LocalLog;
  readonly #actor: ParticipantId;
  readonly #subscriptions = new DisposableStore();

  constructor(home: LocalLog, actor: ParticipantId) {
    this.#home = home;
    this.#actor = actor;
  }

  get revision(): Revision {
    return this.#home.revision;
  }

  now(): EpochMs {
    return this.#home.now();
  }

  append(events: readonly SessionEvent[], after: Revision): Promise<Revision> {
    return this.#subscriptions.isDisposed
      ? Promise.reject(new UnavailableError(closed))
      : this.#home.append(this.#actor, events, after, () => this.#subscriptions.isDisposed);
  }

  subscribe(from: Revision, listener: (entry: LogEntry) => void): Disposable {
    return this.#subscriptions.add(this.#home.subscribe(from, listener));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
