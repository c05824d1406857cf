import { type Millis, minute, second } from '../../core/time.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { Timers } from '../timers.ts';

const shortest: Millis = 5 * second;
const longest: Millis = 5 * minute;

/**
 * The time after a refusal in which nobody is asked about: twice as long after each further one, up to a
 * limit, until someone is let in. Ids cost nothing, so it holds for everyone.
 */
export class NewcomerPause implements Disposable {
  readonly #timers: Timers;
  #length = shortest;
  #running: Disposable | undefined;

  constructor(timers: Timers) {
    this.#timers = timers;
  }

  get isOn(): boolean {
    return this.#running !== undefined;
  }

  refused(): void {
    this.#running?.dispose();
    this.#running = this.#timers.after(this.#length, () => {
      this.#running = undefined;
    });
    this.#length = Math.min(longest, this.#length * 2);
  }

  allowed(): void {
    this.dispose();
    this.#length = shortest;
  }

  dispose(): void {
    this.#running?.dispose();
    this.#running = undefined;
  }
}
