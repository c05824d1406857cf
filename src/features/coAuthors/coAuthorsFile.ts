import { rmSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { type EpochMs, type Millis, minute, second } from '../../core/time.ts';
import type { Disposable } from '../../util/disposable.ts';
import { coAuthorsPath, coAuthorsText } from './hookText.ts';

/** How long the file holds when nobody renews it: its window was killed then. */
const validity: Millis = 15 * minute;
export const renewal: Millis = 5 * minute;

/** The file that tells the commit hook of one worktree who is there; gone when it is disposed. */
export class CoAuthorsFile implements Disposable {
  readonly #file: string;
  readonly #clock: () => EpochMs;
  /** What it says and when that was written; absent while it is not there. */
  #written: { readonly trailers: string; readonly at: EpochMs } | undefined;
  #isDisposed = false;

  /** @param gitFolder of the worktree. */
  constructor(gitFolder: string, clock: () => EpochMs) {
    this.#file = path.join(gitFolder, coAuthorsPath);
    this.#clock = clock;
  }

  async say(trailers: readonly string[]): Promise<void> {
    const now = this.#clock();
    const isNews = this.#written?.trailers !== trailers.join('\n');
    if (trailers.length === 0) {
      if (isNews) {
        this.#written = undefined;
        await rm(this.#file, { force: true });
      }
    } else if (isNews || now - (this.#written?.at ?? 0) >= renewal) {
      this.#written = { trailers: trailers.join('\n'), at: now };
      await mkdir(path.dirname(this.#file), { recursive: true });
      const until = Math.ceil((now + validity) / second);
      await writeFile(this.#file, coAuthorsText(trailers, until));
      if (this.#isDisposed) {
        rmSync(this.#file, { force: true });
      }
    }
  }

  /** At once, since a window that closes waits for nothing. */
  dispose(): void {
    this.#isDisposed = true;
    if (this.#written !== undefined) {
      this.#written = undefined;
      rmSync(this.#file, { force: true });
    }
  }
}
