import { nextStageAt, stageOf, type TurnStage } from '../core/turn.ts';
import { longestDelay, type Timers } from '../log/timers.ts';
import { type Disposable, DisposableStore, toDisposable } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import { sessionOf } from './activeSession.ts';
import type { Sessions } from './sessions.ts';

/** Tells when the turn of this window's session comes to its next stage by itself. */
export class TurnStages implements Disposable {
  readonly #sessions: Sessions;
  readonly #timers: Timers;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  #waiting: Disposable | undefined;

  readonly onDidChange = this.#onDidChange.event;

  constructor(sessions: Sessions, timers: Timers) {
    this.#sessions = sessions;
    this.#timers = timers;
    this.#disposables.add(sessions.onDidChange(() => this.#await()));
    this.#disposables.add(toDisposable(() => this.#waiting?.dispose()));
  }

  /** `undefined` without a session. */
  get current(): TurnStage | undefined {
    const { active } = this.#sessions;
    if (active === undefined) {
      return undefined;
    }
    const { turn, turns } = sessionOf(active);
    return stageOf(turn, turns.length, active.replica.now());
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #await(): void {
    this.#waiting?.dispose();
    const { active } = this.#sessions;
    if (active === undefined) {
      return;
    }
    const { turn, turns } = sessionOf(active);
    const now = active.replica.now();
    const next = nextStageAt(turn, turns.length, now);
    if (next !== undefined) {
      this.#waiting = this.#timers.after(Math.min(Math.ceil(next - now), longestDelay), () => {
        this.#await();
        this.#onDidChange.fire();
      });
    }
  }
}
