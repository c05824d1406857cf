import { systemTimers, type Timers } from '../../src/log/timers.ts';
import { type Disposable, toDisposable } from '../../src/util/disposable.ts';

/** The machine's timers, counted while they run: every open connection has one. */
export class CountedTimers implements Timers {
  readonly #running = new Set<object>();

  get count(): number {
    return this.#running.size;
  }

  after(delay: number, run: () => void): Disposable {
    const timer = {};
    return this.#add(
      timer,
      systemTimers.after(delay, () => {
        this.#running.delete(timer);
        run();
      }),
    );
  }

  every(interval: number, run: () => void): Disposable {
    return this.#add({}, systemTimers.every(interval, run));
  }

  #add(timer: object, started: Disposable): Disposable {
    this.#running.add(timer);
    return toDisposable(() => {
      this.#running.delete(timer);
      started.dispose();
    });
  }
}
