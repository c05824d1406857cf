import type { JournalDisk } from '../../src/log/local/journalDisk.ts';
import type { JournalFile } from '../../src/log/local/journalFile.ts';
import { type Disposable, toDisposable } from '../../src/util/disposable.ts';
import type { History } from './history.ts';
import type { Random } from './random.ts';
import { SimulatedFile } from './simulatedFile.ts';
import type { SimulatedProcess } from './simulatedProcess.ts';

/** What is wrong with a disk at the moment. */
export interface DiskTroubles {
  isFull: boolean;
  failsToSync: boolean;
  isSlow: boolean;
  /** A defect that a test plants: `sync` answers and does nothing. */
  liesAboutSync: boolean;
}

/** A machine's disk. What was not synced is lost, in part or whole, when the power goes. */
export class SimulatedDisk {
  readonly troubles: DiskTroubles = {
    isFull: false,
    failsToSync: false,
    isSlow: false,
    liesAboutSync: false,
  };
  /** Told of the next write, once, while it is on its way. */
  onWrite: (() => void) | undefined;
  readonly #name: string;
  readonly #random: Random;
  readonly #history: History;
  readonly #files = new Map<string, SimulatedFile>();
  readonly #locks = new Map<string, SimulatedProcess>();
  readonly #open = new Set<object>();

  constructor(name: string, random: Random, history: History) {
    this.#name = name;
    this.#random = random;
    this.#history = history;
  }

  /** Open files and locks. */
  get held(): number {
    return this.#open.size + this.#locks.size;
  }

  losePower(): void {
    for (const [path, file] of this.#files) {
      if (file.losePower(this.#random)) {
        this.#history.fault('unsynced bytes lost', `${this.#name} ${path}`);
      }
    }
  }

  /** The disk for one process: what it holds is let go of when it dies. */
  usedBy(process: SimulatedProcess): JournalDisk {
    const does = <T>(run: () => T) => this.#operation(process, run);
    return {
      open: (path) => does(() => this.#openFile(process, path)),
      read: (path) => does(() => this.#file(path).content()),
      exists: (path) => does(() => this.#files.has(path)),
      lock: (path) => does(() => this.#lock(process, path)),
      keepDamaged: (path) => does(() => this.#copy(path)),
      replace: (path, text) => does(() => this.#replace(path, text)),
    };
  }

  #operation<T>(process: SimulatedProcess, run: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      process.later(this.#delay(), () => {
        try {
          resolve(run());
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #delay(): number {
    if (this.troubles.isSlow && this.#random.chance(0.3)) {
      this.#history.count('slow disk operation');
      return this.#random.exponential(2_000);
    }
    return this.#random.exponential(1);
  }

  #file(path: string): SimulatedFile {
    const file = this.#files.get(path);
    if (file === undefined) {
      throw failure('ENOENT');
    }
    return file;
  }

  #openFile(process: SimulatedProcess, path: string): JournalFile {
    const file = this.#files.get(path) ?? new SimulatedFile();
    this.#files.set(path, file);
    const handle = {};
    this.#open.add(handle);
    const death = process.onDeath(() => this.#open.delete(handle));
    const does = <T>(run: () => T) => this.#operation(process, run);
    return {
      size: () => does(() => this.#file(path).length),
      write: (bytes, position) => this.#write(process, file, bytes, position),
      truncate: (length) => does(() => file.truncate(length)),
      sync: () => does(() => this.#sync(file)),
      close: () =>
        does(() => {
          this.#open.delete(handle);
          death.dispose();
        }),
    };
  }

  /** A process that dies meanwhile leaves a part of it. */
  async #write(
    process: SimulatedProcess,
    file: SimulatedFile,
    bytes: Buffer,
    position: number,
  ): Promise<void> {
    const { onWrite } = this;
    this.onWrite = undefined;
    onWrite?.();
    const death = process.onDeath(() => {
      this.#history.count('write torn by a crash');
      file.write(bytes.subarray(0, this.#random.integer(0, bytes.length)), position);
    });
    await this.#operation(process, () => {
      death.dispose();
      if (this.troubles.isFull) {
        this.#history.count('disk full');
        file.write(bytes.subarray(0, this.#random.integer(0, bytes.length - 1)), position);
        throw failure('ENOSPC');
      }
      file.write(bytes, position);
    });
  }

  #sync(file: SimulatedFile): void {
    if (this.troubles.failsToSync) {
      this.#history.count('sync failed');
      throw failure('EIO');
    }
    if (!this.troubles.liesAboutSync) {
      file.sync();
    }
  }

  #lock(process: SimulatedProcess, path: string): Disposable | undefined {
    if (this.#locks.has(path)) {
      this.#history.count('journal found locked');
      return undefined;
    }
    this.#locks.set(path, process);
    const unlock = () => {
      if (this.#locks.get(path) === process) {
        this.#locks.delete(path);
      }
    };
    const death = process.onDeath(unlock);
    return toDisposable(() => {
      unlock();
      death.dispose();
    });
  }

  #copy(path: string): string {
    let number = 1;
    while (this.#files.has(`${path}.damaged-${number}`)) {
      number++;
    }
    const copy = new SimulatedFile();
    copy.write(this.#file(path).content(), 0);
    copy.sync();
    this.#files.set(`${path}.damaged-${number}`, copy);
    return `${path}.damaged-${number}`;
  }

  #replace(path: string, text: string): void {
    if (this.troubles.isFull) {
      throw failure('ENOSPC');
    }
    const file = new SimulatedFile();
    file.write(Buffer.from(text), 0);
    file.sync();
    this.#files.set(path, file);
  }
}

function failure(code: string): Error {
  return Object.assign(new Error(`The simulated disk fails with ${code}.`), { code });
}
