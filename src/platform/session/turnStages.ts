import { nextStageAt, stageOf, type TurnStage } from '../../core/turn.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import type { Alarm } from '../alarm.ts';
import { sessionOf } from './activeSession.ts';
import type { Sessions } from './sessions.ts';

/** Tells when the turn of this window's session comes to its next stage by itself. */
export class TurnStages implements Disposable {
  readonly #sessions: Sessions;
  readonly #alarm: Alarm;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());

  readonly onDidChange = this.#onDidChange.event;

  constructor(sessions: Sessions, alarm: Alarm) {
    this.#sessions = sessions;
    this.#alarm = this.#disposables.add(alarm);
    this.#disposables.add(sessions.onDidChange(() => this.#await()));
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
    this.#alarm.clear();
    const { active } = this.#sessions;
    if (active === undefined) {
      return;
    }
    const now = () => active.replica.now();
    const { turn, turns } = sessionOf(active);
    const next = nextStageAt(turn, turns.length, now());
    if (next !== undefined) {
      this.#alarm.set(next, now, () => {
        this.#await();
        this.#onDidChange.fire();
      });
    }
  }
}
