import type { Timers } from '../../src/log/timers.ts';
import { type Disposable, toDisposable } from '../../src/util/disposable.ts';

interface Due {
  at: number;
  readonly every: number | undefined;
  readonly run: () => void;
}

/** Timers that run when a test says so. */
export class ManualTimers implements Timers {
  readonly #due = new Set<Due>();
  now = 0;

  get count(): number {
    return this.#due.size;
  }

  after(delay: number, run: () => void): Disposable {
    return this.#add({ at: this.now + delay, every: undefined, run });
  }

  every(interval: number, run: () => void): Disposable {
    return this.#add({ at: this.now + interval, every: interval, run });
  }

  /** Lets time pass; what falls due runs in order. */
  advance(span: number): void {
    const until = this.now + span;
    for (let next = this.#first(until); next !== undefined; next = this.#first(until)) {
      this.now = next.at;
      if (next.every === undefined) {
        this.#due.delete(next);
      } else {
        next.at += next.every;
      }
      next.run();
    }
    this.now = until;
  }

  #first(until: number): Due | undefined {
    return [...this.#due].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
  }

  #add(due: Due): Disposable {
    this.#due.add(due);
    return toDisposable(() => this.#due.delete(due));
  }
}
