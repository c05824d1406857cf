import type { EpochMs, Millis } from '../core/time.ts';
import type { Disposable } from '../util/disposable.ts';
import type { Alarm } from './alarm.ts';

/** Rings again and again after a moment, until it is stopped. */
export class Repeat implements Disposable {
  readonly #alarm: Alarm;

  constructor(alarm: Alarm) {
    this.#alarm = alarm;
  }

  /**
   * Takes the place of what was started before. It rings whole spans after the moment, so that several
   * windows ring at the same times; the first time at least half a span from now.
   *
   * @param every the span, which is asked for anew each time; `undefined` for no more.
   * @param ring is given the time that it is for.
   */
  start(
    since: EpochMs,
    every: () => Millis | undefined,
    now: () => EpochMs,
    ring: (at: EpochMs) => void,
  ): void {
    this.stop();
    const span = every();
    if (span !== undefined) {
      const at = since + (Math.round((now() - since) / span) + 1) * span;
      this.#alarm.set(at, now, () => {
        this.start(since, every, now, ring);
        ring(at);
      });
    }
  }

  stop(): void {
    this.#alarm.clear();
  }

  dispose(): void {
    this.#alarm.dispose();
  }
}
