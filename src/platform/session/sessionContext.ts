import { currentItem } from '../../core/agenda.ts';
import { mayHandOff, mayLeaveLine, placeLeftTo } from '../../core/handoff.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { partnersWork } from '../../core/partnersWork.ts';
import { nextDriver, roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { Disposable } from '../../util/disposable.ts';
import { ContextKeys } from '../contextKeys.ts';
import { sessionOf } from './activeSession.ts';
import type { Sessions } from './sessions.ts';

/** The keys that are set while something is so for whoever sits here. */
const flags: Readonly<Record<string, (session: Session, me: ParticipantId) => boolean>> = {
  hasNext: (session) => nextDriver(session) !== undefined,
  canRemove: (session, me) => session.startedBy === me,
  agenda: (session) => currentItem(session.agenda) !== undefined,
  canHandOff: mayHandOff,
  canLeaveLine: mayLeaveLine,
  handoff: (session, me) => placeLeftTo(session, me) !== undefined,
  partnersWork: (session, me) => partnersWork(session, me) !== undefined,
};

/**
 * Keeps the context keys in step with the session, so that menus and the palette show only what works
 * now: `interpair.session` (hosted, joined), `interpair.lost` while the connection to it is,
 * `interpair.turn` (running, paused, held, expired, break), `interpair.role` (driver, navigator, observer),
 * `interpair.hasNext` while someone else is here to drive, `interpair.canInvite`, `interpair.canRemove`,
 * `interpair.agenda` until the session is through with its agenda, `interpair.canHandOff`,
 * `interpair.canLeaveLine` just after,
 * `interpair.handoff` while there is a place to go to, and `interpair.partnersWork` once a partner has
 * pushed theirs. Without a session none is set, as before the extension is activated.
 */
export class SessionContext implements Disposable {
  readonly #keys = new ContextKeys();
  readonly #subscription: Disposable;

  constructor(sessions: Sessions) {
    this.#subscription = sessions.onDidChange(() => this.#update(sessions));
    this.#update(sessions);
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #update({ active }: Sessions): void {
    const session = active && sessionOf(active);
    this.#keys.set('session', active?.kind);
    this.#keys.set('lost', active && active.connection !== 'connected' ? true : undefined);
    this.#keys.set('turn', session?.turn.state);
    this.#keys.set('role', active && session ? roleOf(session, active.me) : undefined);
    this.#keys.set('canInvite', active?.invite === undefined ? undefined : true);
    for (const [key, isSet] of Object.entries(flags)) {
      this.#keys.set(key, active && session && isSet(session, active.me) ? true : undefined);
    }
  }
}
