import { roleOf } from '../core/rotation.ts';
import type { Disposable } from '../util/disposable.ts';
import { sessionOf } from './activeSession.ts';
import { ContextKeys } from './contextKeys.ts';
import type { Sessions } from './sessions.ts';

/**
 * Keeps the context keys in step with the session, so that menus and the palette show only what works
 * now: `interpair.session` (none, hosted, joined), `interpair.turn` (none, running, paused, expired),
 * `interpair.role` (none, driver, navigator, observer) and `interpair.canInvite`.
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
    this.#keys.set('session', active?.kind ?? 'none');
    this.#keys.set('turn', session?.turn.state ?? 'none');
    this.#keys.set('role', role ?? 'none');
    this.#keys.set('canInvite', active?.invite !== undefined);
  }
}
