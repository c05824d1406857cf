import type { Runs } from '../../platform/code/runs.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { HeldSessions } from './holdOffers.ts';

/**
 * Has the turn go on when the run is over that it is held for, if that ran in this window; once the
 * session is in reach again, if it was not then.
 */
export class HoldEnd implements Disposable {
  readonly #sessions: HeldSessions;
  readonly #runs: Pick<Runs, 'endOf' | 'onDidEnd'>;
  readonly #onError: (error: unknown) => void;
  readonly #disposables = new DisposableStore();

  constructor(
    sessions: HeldSessions,
    runs: Pick<Runs, 'endOf' | 'onDidEnd'>,
    onError: (error: unknown) => void,
  ) {
    this.#sessions = sessions;
    this.#runs = runs;
    this.#onError = onError;
    this.#disposables.add(sessions.onDidChange(() => this.#look()));
    this.#disposables.add(runs.onDidEnd(() => this.#look()));
    this.#look();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #look(): void {
    const { active } = this.#sessions;
    if (active?.connection !== 'connected') {
      return;
    }
    const { turn } = sessionOf(active);
    const run = turn.state === 'held' ? turn.run : undefined;
    const end = run === undefined ? undefined : this.#runs.endOf(run);
    if (run !== undefined && end !== undefined) {
      // Asked for twice it happens once.
      active.replica.dispatch({ type: 'endHold', run, end }).catch(this.#onError);
    }
  }
}
