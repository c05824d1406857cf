import { currentItem } from '../../core/agenda.ts';
import { roleOf } from '../../core/rotation.ts';
import { partnersWork } from '../../core/workBranch.ts';
import type { Disposable } from '../../util/disposable.ts';
import { ContextKeys } from '../contextKeys.ts';
import { sessionOf } from './activeSession.ts';
import type { Sessions } from './sessions.ts';

/**
 * Keeps the context keys in step with the session, so that menus and the palette show only what works
 * now: `interpair.session` (hosted, joined), `interpair.turn` (running, paused, expired),
 * `interpair.role` (driver, navigator, observer), `interpair.canInvite`, `interpair.canRemove`,
 * `interpair.partnersWork` once a partner has pushed theirs, and `interpair.agenda` until the session is
 * through with its agenda. Without a session none is set, as before the extension is activated.
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
    const session = active === undefined ? undefined : sessionOf(active);
    const role = active && session ? roleOf(session, active.me) : undefined;
    const work = active && session && partnersWork(session, active.me);
    this.#keys.set('session', active?.kind);
    this.#keys.set('turn', session?.turn.state);
    this.#keys.set('role', role);
    this.#keys.set('canRemove', session?.startedBy === active?.me && active ? true : undefined);
    this.#keys.set('agenda', currentItem(session?.agenda) === undefined ? undefined : true);
    this.#keys.set('partnersWork', work === undefined ? undefined : true);
    this.#keys.set('canInvite', active?.invite === undefined ? undefined : true);
  }
}
