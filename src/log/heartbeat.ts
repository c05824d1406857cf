import type { Millis } from '../core/time.ts';
import type { Disposable } from '../util/disposable.ts';
import type { Timers } from './timers.ts';

/** Beats at this interval, and gives the other side up after three silent ones: within 20 seconds. */
export const heartbeat: { readonly interval: Millis; readonly misses: number } = {
  interval: 5_000,
  misses: 3,
};

/**
 * Notices when the other side of a channel has died without a word. It counts beats, not time: a machine
 * that slept or stood still for an hour has missed one beat, not hundreds.
 */
export class Heartbeat implements Disposable {
  readonly #timer: Disposable;
  #silent = 0;

  constructor(timers: Timers, beat: () => void, onDead: () => void) {
    this.#timer = timers.every(heartbeat.interval, () => {
      this.#silent++;
      if (this.#silent > heartbeat.misses) {
        this.dispose();
        onDead();
      } else {
        beat();
      }
    });
  }

  /** Something came from the other side. */
  heard(): void {
    this.#silent = 0;
  }

  dispose(): void {
    this.#timer.dispose();
  }
}
