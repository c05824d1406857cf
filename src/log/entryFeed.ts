import type { LogEntry, Revision } from '../core/logEntry.ts';
import type { EpochMs } from '../core/time.ts';
import { type Disposable, toDisposable } from '../util/disposable.ts';

type EntryListener = (entry: LogEntry) => void;

interface Subscriber {
  /** The revision up to which this subscriber has been told. */
  told: Revision;
  readonly listener: EntryListener;
}

/** The entries known here, and those who are told of each, once and in order. */
export class EntryFeed implements Disposable {
  readonly #entries: LogEntry[];
  readonly #subscribers = new Set<Subscriber>();

  constructor(entries: readonly LogEntry[] = []) {
    this.#entries = [...entries];
  }

  get revision(): Revision {
    return this.#entries.length;
  }

  /** When the newest entry was stamped; 0 before the first. */
  get newestAt(): EpochMs {
    return this.#entries.at(-1)?.at ?? 0;
  }

  push(entries: readonly LogEntry[]): void {
    this.#entries.push(...entries);
    for (const subscriber of [...this.#subscribers]) {
      this.#tell(subscriber);
    }
  }

  subscribe(from: Revision, listener: EntryListener): Disposable {
    const subscriber: Subscriber = { told: from, listener };
    this.#subscribers.add(subscriber);
    this.#tell(subscriber);
    return toDisposable(() => this.#subscribers.delete(subscriber));
  }

  dispose(): void {
    this.#subscribers.clear();
  }

  #tell(subscriber: Subscriber): void {
    let entry = this.#entries[subscriber.told];
    while (entry !== undefined && this.#subscribers.has(subscriber)) {
      // Counted before the call, so that whatever the listener does, nothing is told twice.
      subscriber.told++;
      tellSafely(subscriber.listener, entry);
      entry = this.#entries[subscriber.told];
    }
  }
}

/** A listener's defect is its own: it surfaces as an uncaught error and disturbs nobody else. */
function tellSafely(listener: EntryListener, entry: LogEntry): void {
  try {
    listener(entry);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
