import type { Scheduler } from './scheduler.ts';

/** What people did and what went wrong around them, in order, and how often each kind of it happened. */
export class History {
  readonly #scheduler: Scheduler;
  readonly #lines: string[] = [];
  readonly counts = new Map<string, number>();

  constructor(scheduler: Scheduler) {
    this.#scheduler = scheduler;
  }

  get lines(): readonly string[] {
    return this.#lines;
  }

  note(line: string): void {
    this.#lines.push(`${(this.#scheduler.now / 1000).toFixed(3).padStart(10)} s  ${line}`);
  }

  /** Something happened that a kind of fault is made of. */
  count(kind: string): void {
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
  }

  /** A fault that is worth a line. */
  fault(kind: string, line: string): void {
    this.count(kind);
    this.note(`fault  ${kind}: ${line}`);
  }
}
