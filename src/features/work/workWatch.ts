import { partnersWork } from '../../core/partnersWork.ts';
import {
  type ActiveSession,
  type SessionChange,
  sessionOf,
} from '../../platform/session/activeSession.ts';
import type { WorkHandoff } from './workHandoff.ts';

/** Sees when work is to change hands: this person stopped driving, or a partner pushed theirs. */
export class WorkWatch {
  readonly #handoff: WorkHandoff;
  /** What was received last, and as whom: a connection that comes and goes brings nothing new. */
  #received = '';

  constructor(handoff: WorkHandoff) {
    this.#handoff = handoff;
  }

  /** @param change absent when the session itself or its connection is another. */
  async see(active: ActiveSession, change: SessionChange | undefined): Promise<void> {
    const left = change && turnLeft(change, active);
    if (left !== undefined) {
      await this.#handoff.passOn(active, left);
      return;
    }
    const session = sessionOf(active);
    const work = partnersWork(session, active.me);
    if (active.connection !== 'connected' || work === undefined) {
      return;
    }
    const key = [session.id, work.commit, session.turn.driver === active.me].join('/');
    if (key !== this.#received) {
      this.#received = key;
      await this.#handoff.receive(active);
    }
  }
}

/** The number of the turn that this person drove until now, if they did. */
function turnLeft(
  { entry, before, session }: SessionChange,
  { me }: ActiveSession,
): number | undefined {
  const drove = entry.event.type === 'turnStarted' && before?.turn.driver === me;
  return drove && session.turn.driver !== me ? before.turn.number : undefined;
}
