import { type SessionEvent, turnReasons } from '../../src/core/event.ts';
import { evolve } from '../../src/core/evolve.ts';
import type { LogEntry, Revision } from '../../src/core/logEntry.ts';
import type { Session } from '../../src/core/session.ts';
import type { Decisions } from './decisions.ts';
import { checkEntry, isSameEntry } from './entryRules.ts';
import type { History } from './history.ts';
import { hold } from './violation.ts';

/** What becomes of turns, each of which has to happen some time. */
export const turnKinds: readonly string[] = [
  ...turnReasons.map((reason) => `entry: turnStarted (${reason})`),
  'entry: turnPaused',
  'entry: turnPaused (driverGone)',
  'entry: turnHeld',
  'entry: turnResumed',
  'entry: turnExtended',
  'entry: turnExpired',
  'entry: breakPlanned',
  'entry: breakStarted',
  'entry: handedOff',
  'entry: endPlanned',
];

/** The one order of entries, as far as anybody ever saw it, and the session at each revision. */
export class Order {
  readonly #decisions: Decisions;
  readonly #history: History;
  readonly #entries: LogEntry[] = [];
  readonly #sessions: (Session | undefined)[] = [undefined];

  constructor(decisions: Decisions, history: History) {
    this.#decisions = decisions;
    this.#history = history;
  }

  get revision(): Revision {
    return this.#entries.length;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  get session(): Session | undefined {
    return this.#sessions.at(-1);
  }

  sessionAt(revision: Revision): Session | undefined {
    return this.#sessions[revision];
  }

  /** Somebody sees these entries, of which the first `from` have been compared before. */
  see(who: string, entries: readonly LogEntry[], from: Revision): void {
    for (let index = from; index < entries.length; index++) {
      const entry = entries[index];
      const known = this.#entries[index];
      hold(entry !== undefined && entry.revision === index + 1, () => `${who} has a gap`);
      if (known === undefined) {
        this.#extend(entry);
      } else {
        hold(
          isSameEntry(entry, known),
          () => `${who} sees ${JSON.stringify(entry)} where ${JSON.stringify(known)} was seen`,
        );
      }
    }
  }

  #extend(entry: LogEntry): void {
    const last = this.#entries.at(-1);
    const before = this.#sessions.at(-1);
    const after = evolve(before, entry);
    hold(
      last === undefined || entry.at >= last.at,
      () => `Time went back from ${last?.at} to ${JSON.stringify(entry)}`,
    );
    checkEntry(before, entry, after, this.#decisions);
    this.#history.count(kindOf(entry.event));
    this.#entries.push(entry);
    this.#sessions.push(after);
  }
}

function kindOf(event: SessionEvent): string {
  const why =
    'reason' in event ? event.reason : event.type === 'turnPaused' ? event.because : undefined;
  return `entry: ${event.type}${why === undefined ? '' : ` (${why})`}`;
}
