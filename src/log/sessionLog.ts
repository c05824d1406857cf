import type { SessionEvent } from '../core/event.ts';
import type { LogEntry, Revision } from '../core/logEntry.ts';
import type { EpochMs } from '../core/time.ts';
import type { Disposable } from '../util/disposable.ts';
import { HumanError } from '../util/humanError.ts';

/**
 * The one port: a session's append-only log as one participant sees it, wherever its home is.
 * Whoever holds it owns it and disposes it.
 */
export interface SessionLog extends Disposable {
  /** The newest revision known here; at a distance the home may already be further. */
  readonly revision: Revision;

  /**
   * Appends events, all or none, provided that nothing came after `after`. Resolves with the revision
   * of the last of them once they are durable, so that an acknowledged entry is never lost.
   *
   * @throws {ConflictError} if something came first: catch up and decide again.
   * @throws {RefusedError} if the home will not take them, now or later.
   * @throws {UnavailableError} if the home could not be reached or could not write; nothing is
   *   known to have been appended.
   */
  append(events: readonly SessionEvent[], after: Revision): Promise<Revision>;

  /**
   * Tells every entry after revision `from`, once and in order: first those that are here already
   * (before this returns), then each new one as it comes.
   */
  subscribe(from: Revision, listener: (entry: LogEntry) => void): Disposable;

  /** The log's clock, in milliseconds since 1970. */
  now(): EpochMs;
}

/** Something was appended first. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
  /** The home's revision at the time: catch up to it before you try again. */
  readonly revision: Revision;

  constructor(revision: Revision) {
    super(`The log has moved on to revision ${revision}.`);
    this.revision = revision;
  }
}

/** The home of the log said no, for a reason that trying again will not change. */
export class RefusedError extends HumanError {}

/** The home of the log is out of reach or can't write; trying again later may help. */
export class UnavailableError extends HumanError {}
