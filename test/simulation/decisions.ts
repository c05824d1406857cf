import type { SessionCommand } from '../../src/core/command.ts';
import type { SessionEvent } from '../../src/core/event.ts';
import type { ParticipantId } from '../../src/core/participant.ts';
import type { EpochMs, Millis } from '../../src/core/time.ts';

/** When somebody decided on events, by the clock that they saw. */
export interface DecidedAt {
  readonly at: EpochMs;
  /** How much that clock was ahead of the log's. */
  readonly ahead: Millis;
  /** What the person had pressed that was not answered yet; nothing where their window did it by itself. */
  readonly pressed: readonly SessionCommand[];
}

/** When people's windows decided what, and why; an entry has to come of one of these. */
export class Decisions {
  readonly #decided = new Map<string, DecidedAt>();

  decided(actor: ParticipantId, events: readonly SessionEvent[], when: DecidedAt): void {
    for (const event of events) {
      this.#decided.set(key(actor, event), when);
    }
  }

  /** The newest decision of someone on such an event. */
  of(actor: ParticipantId, event: SessionEvent): DecidedAt | undefined {
    return this.#decided.get(key(actor, event));
  }
}

function key(actor: ParticipantId, event: SessionEvent): string {
  return `${actor} ${JSON.stringify(event)}`;
}
