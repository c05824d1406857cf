import type { Context } from 'mocha';
import { seed } from '../contract/seed.ts';

const kept = 40;
const longest = 400;

/** The frames that were sent last, to be printed with the seed when a test fails, however it fails. */
export class LastFrames {
  readonly #frames: string[] = [];
  count = 0;

  add(frame: string): void {
    this.count++;
    this.#frames.push(frame.length > longest ? `${frame.slice(0, longest)}…` : frame);
    if (this.#frames.length > kept) {
      this.#frames.shift();
    }
  }

  /** For `afterEach`. */
  printIfFailed({ currentTest }: Context): void {
    if (currentTest?.state === 'failed') {
      const frames = this.#frames.map((frame) => JSON.stringify(frame)).join('\n');
      console.error(`SEED=${seed()}, frame ${this.count}; the last ones were\n${frames}`);
    }
  }
}
