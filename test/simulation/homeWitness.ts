import { isDeepStrictEqual } from 'node:util';
import type { SessionEvent } from '../../src/core/event.ts';
import type { LogEntry, Revision } from '../../src/core/logEntry.ts';
import type { ParticipantId } from '../../src/core/participant.ts';
import type { EpochMs } from '../../src/core/time.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import { ConflictError } from '../../src/log/sessionLog.ts';
import { hold } from './violation.ts';

interface Attempt {
  readonly actor: ParticipantId;
  readonly events: readonly SessionEvent[];
}

interface Acknowledged extends Attempt {
  /** Of the last of the events. */
  readonly revision: Revision;
}

type Append = LocalLog['append'];

/** Sees what the homes of the log are asked for and what they acknowledge. */
export class HomeWitness {
  readonly #onAttempt: (attempt: Attempt, at: EpochMs) => void;
  readonly #append: Append;
  /** Not found in a journal or seen by anybody yet. */
  #attempts: Attempt[] = [];
  #acknowledged: Acknowledged[] = [];
  /** Up to here every entry is known to belong to a whole append. */
  #whole: Revision = 0;

  /** @param onAttempt told of each append, and when by the log's clock. */
  constructor(onAttempt: (attempt: Attempt, at: EpochMs) => void) {
    this.#onAttempt = onAttempt;
    this.#append = LocalLog.prototype.append;
    const witness = this;
    const original = this.#append;
    LocalLog.prototype.append = async function (this: LocalLog, ...append) {
      const [actor, events] = append;
      const attempt = witness.#attempted(actor, events, this.now());
      try {
        const revision = await original.apply(this, append);
        witness.#acknowledged.push({ ...attempt, revision });
        return revision;
      } catch (error) {
        if (error instanceof ConflictError) {
          witness.#forget(attempt);
        }
        throw error;
      }
    };
  }

  dispose(): void {
    LocalLog.prototype.append = this.#append;
  }

  #attempted(actor: ParticipantId, events: readonly SessionEvent[], at: EpochMs): Attempt {
    const attempt = { actor, events };
    this.#attempts.push(attempt);
    this.#onAttempt(attempt, at);
    return attempt;
  }

  #forget(attempt: Attempt): void {
    this.#attempts = this.#attempts.filter((other) => other !== attempt);
  }

  /** Acknowledged appends stand in the order, whole, with their actor; and nothing stands there in part. */
  check(entries: readonly LogEntry[]): void {
    if (this.#acknowledged.length > 0) {
      this.#acknowledged = this.#acknowledged.filter((append) => {
        const isSeen = append.revision <= entries.length;
        if (isSeen) {
          const start = append.revision - append.events.length;
          hold(isIn(entries, start, append), () => `Acknowledged, and not there: ${text(append)}`);
        }
        return !isSeen;
      });
    }
    while (this.#whole < entries.length) {
      // The longest, since one that failed may have been the beginning of one that did not.
      const [attempt] = this.#attempts
        .filter((one) => isIn(entries, this.#whole, one))
        .sort((one, other) => other.events.length - one.events.length);
      hold(attempt !== undefined, () => `Half an append: ${JSON.stringify(entries[this.#whole])}`);
      this.#whole += attempt.events.length;
      this.#forget(attempt);
    }
  }

  /** The home is open again and everything that it acknowledged was seen. */
  checkRecovered(revision: Revision): void {
    const lost = this.#acknowledged.find((append) => append.revision > revision);
    hold(lost === undefined, () => `Acknowledged, and lost: ${lost && text(lost)}`);
    this.#attempts = [];
  }
}

function isIn(entries: readonly LogEntry[], start: Revision, { actor, events }: Attempt): boolean {
  return events.every((event, index) => {
    const entry = entries[start + index];
    return entry?.actor === actor && isDeepStrictEqual(entry.event, event);
  });
}

function text({ actor, events, revision }: Acknowledged): string {
  return `${actor} ${JSON.stringify(events)} at ${revision}`;
}
