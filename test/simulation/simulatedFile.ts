import type { Random } from './random.ts';

interface Written {
  readonly position: number;
  readonly bytes: Buffer;
}

interface Cut {
  readonly length: number;
}

/** Of a disk: it writes one of them or does not. */
const sector = 512;

/** A file's bytes as its processes see them, and as a power cut would leave them. */
export class SimulatedFile {
  readonly #seen = new Bytes();
  readonly #durable = new Bytes();
  #unsynced: (Written | Cut)[] = [];

  get length(): number {
    return this.#seen.length;
  }

  content(): Buffer {
    return this.#seen.copy();
  }

  write(bytes: Buffer, position: number): void {
    const own = Buffer.from(bytes);
    this.#seen.write(own, position);
    this.#unsynced.push({ position, bytes: own });
  }

  truncate(length: number): void {
    this.#seen.resize(length);
    this.#unsynced.push({ length });
  }

  sync(): void {
    for (const change of this.#unsynced) {
      apply(this.#durable, change);
    }
    this.#unsynced = [];
  }

  /** Answers whether anything that was written is gone. */
  losePower(random: Random): boolean {
    const before = this.#seen.copy();
    const changes = this.#unsynced;
    this.#unsynced = [];
    if (random.chance(0.6)) {
      this.#keepSome(changes, random);
    } else {
      this.#keepSectors(changes, random);
    }
    this.#seen.become(this.#durable);
    return !before.equals(this.#seen.copy());
  }

  /** The first few changes, and a part of the next. */
  #keepSome(changes: readonly (Written | Cut)[], random: Random): void {
    const kept = random.integer(0, changes.length);
    for (const change of changes.slice(0, kept)) {
      apply(this.#durable, change);
    }
    const torn = changes[kept];
    if (torn !== undefined && 'bytes' in torn) {
      const bytes = torn.bytes.subarray(0, random.integer(0, torn.bytes.length));
      apply(this.#durable, { position: torn.position, bytes });
    }
  }

  /** Any of the sectors, and perhaps the file's new length without what was to fill it. */
  #keepSectors(changes: readonly (Written | Cut)[], random: Random): void {
    for (const change of changes) {
      if (!('bytes' in change)) {
        if (random.chance(0.5)) {
          apply(this.#durable, change);
        }
        continue;
      }
      const { position, bytes } = change;
      const end = position + bytes.length;
      for (let from = position; from < end; from = (Math.floor(from / sector) + 1) * sector) {
        const to = Math.min(end, (Math.floor(from / sector) + 1) * sector);
        if (random.chance(0.5)) {
          this.#durable.write(bytes.subarray(from - position, to - position), from);
        }
      }
      if (random.chance(0.3) && this.#durable.length < end) {
        this.#durable.resize(end);
      }
    }
  }
}

function apply(bytes: Bytes, change: Written | Cut): void {
  if ('bytes' in change) {
    bytes.write(change.bytes, change.position);
  } else {
    bytes.resize(change.length);
  }
}

/** Bytes that grow; what was never written reads as zeros. */
class Bytes {
  #buffer = Buffer.alloc(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  copy(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#length));
  }

  write(bytes: Buffer, position: number): void {
    this.resize(Math.max(this.#length, position + bytes.length));
    bytes.copy(this.#buffer, position);
  }

  resize(length: number): void {
    if (length > this.#buffer.length) {
      const larger = Buffer.alloc(2 * length);
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    if (length < this.#length) {
      this.#buffer.fill(0, length, this.#length);
    }
    this.#length = length;
  }

  become(other: Bytes): void {
    this.resize(0);
    this.write(other.copy(), 0);
  }
}
