import { readFile, writeFile } from 'node:fs/promises';
import { type JournalDisk, localDisk } from '../../../src/log/local/journalDisk.ts';
import type { JournalFile } from '../../../src/log/local/journalFile.ts';
import type { Disposable } from '../../../src/util/disposable.ts';

/**
 * The disk of this machine, for a process that kills itself, as `kill -9` does, at a step of what it does
 * there: before or after any call, or in the middle of one that leaves something half done.
 */
export class MortalDisk implements JournalDisk {
  readonly #lastStep: number;
  #steps = 0;

  /** @param lastStep counted from 1; 0 for a process that someone else kills. */
  constructor(lastStep: number) {
    this.#lastStep = lastStep;
  }

  async open(path: string): Promise<JournalFile> {
    const file = await this.#around(() => localDisk.open(path));
    return {
      size: () => this.#around(() => file.size()),
      write: (bytes, position) =>
        this.#around(
          () => file.write(bytes, position),
          () => file.write(bytes.subarray(0, bytes.length / 2), position),
        ),
      truncate: (length) => this.#around(() => file.truncate(length)),
      sync: () => this.#around(() => file.sync()),
      close: () => this.#around(() => file.close()),
    };
  }

  read(path: string): Promise<Buffer> {
    return this.#around(() => localDisk.read(path));
  }

  exists(path: string): Promise<boolean> {
    return localDisk.exists(path);
  }

  lock(path: string): Promise<Disposable | undefined> {
    // Asked again and again while another process has it, so that is no step.
    return localDisk.lock(path);
  }

  keepDamaged(path: string): Promise<string> {
    return this.#around(
      () => localDisk.keepDamaged(path),
      async () => {
        const bytes = await readFile(path);
        await writeFile(`${path}.damaged-1`, bytes.subarray(0, bytes.length / 2), { flag: 'wx' });
      },
    );
  }

  replace(path: string, text: string): Promise<void> {
    return this.#around(
      () => localDisk.replace(path, text),
      () => writeFile(`${path}.draft`, text.slice(0, text.length / 2)),
    );
  }

  async #around<T>(run: () => Promise<T>, half?: () => Promise<unknown>): Promise<T> {
    this.#step();
    if (half !== undefined && ++this.#steps === this.#lastStep) {
      await half().catch(() => undefined);
      die();
    }
    const done = await run();
    this.#step();
    return done;
  }

  #step(): void {
    if (++this.#steps === this.#lastStep) {
      die();
    }
  }
}

function die(): void {
  process.kill(process.pid, 'SIGKILL');
}
