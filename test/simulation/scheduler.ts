import { type Disposable, toDisposable } from '../../src/util/disposable.ts';

/** Something that is due at a moment of virtual time. */
interface Due {
  readonly at: number;
  /** Told apart by the order in which they were asked for. */
  readonly order: number;
  readonly run: () => void;
  /** Runs nothing of the product: no step. */
  readonly isQuiet: boolean;
  isCancelled: boolean;
}

/** Virtual time, in milliseconds from 0, and what is to happen in it. */
export class Scheduler {
  /** A binary heap: each is due no later than the two at twice its place. */
  readonly #heap: Due[] = [];
  #order = 0;
  #now = 0;

  get now(): number {
    return this.#now;
  }

  after(delay: number, run: () => void, isQuiet = false): Disposable {
    const at = this.#now + Math.max(0, delay);
    const due: Due = { at, order: this.#order++, run, isQuiet, isCancelled: false };
    this.#push(due);
    return toDisposable(() => {
      due.isCancelled = true;
    });
  }

  /** As `after`, for what happens outside of the product, such as a packet that is sent once more. */
  quietlyAfter(delay: number, run: () => void): Disposable {
    return this.after(delay, run, true);
  }

  /** Runs what is due next and lets time pass until then; answers whether that was a step. */
  runNext(): boolean {
    const due = this.#pop();
    if (due === undefined) {
      throw new Error('Nothing is going to happen any more.');
    }
    if (due.isCancelled) {
      return false;
    }
    this.#now = due.at;
    due.run();
    return !due.isQuiet;
  }

  #push(due: Due): void {
    const heap = this.#heap;
    let place = heap.push(due) - 1;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(due, parent)) {
        break;
      }
      heap[place] = parent;
      place = above;
    }
    heap[place] = due;
  }

  #pop(): Due | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) {
      return first;
    }
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const right = left + 1;
      const a = heap[left];
      const b = heap[right];
      if (a === undefined) {
        break;
      }
      const [child, at] = b !== undefined && isBefore(b, a) ? [b, right] : [a, left];
      if (!isBefore(child, last)) {
        break;
      }
      heap[place] = child;
      place = at;
    }
    heap[place] = last;
    return first;
  }
}

function isBefore(one: Due, other: Due): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
