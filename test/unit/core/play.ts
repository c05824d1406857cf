import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { decide } from '../../../src/core/decide.ts';
import type { SessionEvent } from '../../../src/core/event.ts';
import { evolve } from '../../../src/core/evolve.ts';
import type { LogEntry } from '../../../src/core/logEntry.ts';
import type { ParticipantId } from '../../../src/core/participant.ts';
import type { Session } from '../../../src/core/session.ts';
import { type EpochMs, minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';

export const start: EpochMs = 1_764_000_000_000;
export const asking: TurnSettings = {
  length: 15 * minute,
  onExpiry: 'ask',
  grace: 20 * second,
  breaks: { afterTurns: 4, length: 5 * minute },
};
export const swapping: TurnSettings = { ...asking, onExpiry: 'auto' };

export const startSession = (turns: TurnSettings = asking): SessionCommand => ({
  type: 'startSession',
  sessionId: 's',
  hypothesis: 'Do induction heads form before layer 2?',
  turns,
  name: 'Ada',
});

/** Chooses an agenda of three items, 30 minutes in all. */
export const explore = {
  type: 'setAgenda',
  title: 'Explore',
  items: [
    { title: 'The question', length: 5 * minute, phase: 'start' },
    {
      title: 'Surprises',
      length: 20 * minute,
      phase: 'middle',
      hint: 'Write down what surprised you.',
    },
    { title: 'Pivot check', length: 5 * minute, phase: 'stuck' },
  ],
} as const;

/** A session played by giving commands at times, with a log in an array. */
export class Play {
  readonly entries: LogEntry[] = [];
  session: Session | undefined;

  /** Ada starts, Grace joins at once: Ada drives turn 2 until `start` plus a turn. */
  static pair(turns: TurnSettings = asking): Play {
    const play = new Play();
    play.do('ada', startSession(turns), start);
    play.do('grace', { type: 'join', name: 'Grace' }, start);
    return play;
  }

  /** The session, which must have started. */
  get now(): Session {
    assert.ok(this.session !== undefined);
    return this.session;
  }

  /** Decides and records; the events' types, or the refusal. */
  do(actor: ParticipantId, command: SessionCommand, at: EpochMs): string {
    const decision = decide(this.session, command, { actor, at });
    if (!decision.ok) {
      return decision.error;
    }
    for (const event of decision.value) {
      this.record(actor, event, at);
    }
    return decision.value.map(({ type }) => type).join(' + ');
  }

  record(actor: ParticipantId, event: SessionEvent, at: EpochMs): void {
    const entry = { revision: this.entries.length + 1, at, actor, event };
    this.entries.push(entry);
    this.session = evolve(this.session, entry);
  }
}
