import { faultKinds } from './faults.ts';
import { turnKinds } from './order.ts';
import { habitKinds } from './people.ts';
import type { Simulated } from './simulate.ts';

/** What follows from the faults, in the parts that are simulated. */
const consequences = [
  'connection timed out',
  'dial failed',
  'dial unanswered',
  'disk full',
  'duplicate discarded',
  'host allows',
  'host is silent',
  'host refuses',
  'journal found locked',
  'packet duplicated',
  'packet lost',
  'packet out of order',
  'slow disk operation',
  'stranger at the port',
  'sync failed',
  'unsynced bytes lost',
  'write torn by a crash',
];

/** What has to happen some time, or the simulation proves nothing about it. */
export const everyKind: readonly string[] = [
  ...faultKinds,
  ...consequences,
  ...habitKinds,
  ...turnKinds,
];

/** Adds up what happened in many simulations. */
export class Tally {
  readonly #counts = new Map<string, number>();
  seeds = 0;
  steps = 0;
  entries = 0;

  add({ counts, steps, entries }: Simulated): void {
    this.seeds++;
    this.steps += steps;
    this.entries += entries;
    for (const [kind, count] of counts) {
      this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
    }
  }

  /** The kinds that never happened. */
  get missing(): readonly string[] {
    return everyKind.filter((kind) => !this.#counts.has(kind));
  }

  get lines(): readonly string[] {
    return [...this.#counts]
      .sort(([one], [other]) => one.localeCompare(other))
      .map(([kind, count]) => `${String(count).padStart(9)}  ${kind}`);
  }
}
