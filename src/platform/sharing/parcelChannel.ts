import type { Channel, ChannelEnd } from '../../log/channel.ts';
import { mostTexts, type Parcel, parcelBytes } from '../../protocol/parcels.ts';
import { Emitter } from '../../util/emitter.ts';

type Cause = NonNullable<Parcel['closed']>;
type End = ChannelEnd & { readonly cause: Cause };

export interface ParcelChannelOptions {
  /** Bytes that a message from the other side may have. */
  readonly largest: number;
  /** There is something to send, where there was nothing before; or the last parcel is to go. */
  readonly onWaiting: () => void;
}

/** One end of a channel whose messages travel in parcels. Its owner carries them. */
export class ParcelChannel implements Channel {
  readonly #options: ParcelChannelOptions;
  readonly #onMessage = new Emitter<string>();
  readonly #onClose = new Emitter<ChannelEnd>();
  #waiting: { readonly text: string; readonly bytes: number }[] = [];
  #backlog = 0;
  /** This end has closed, and the other is to be told so after what waits. */
  #closed: Cause | undefined;
  #isOver = false;

  readonly onMessage = this.#onMessage.event;
  readonly onClose = this.#onClose.event;

  constructor(options: ParcelChannelOptions) {
    this.#options = options;
  }

  get backlog(): number {
    return this.#backlog;
  }

  /** Nothing more is heard at this end; what was sent before may still wait. */
  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  /** No parcel comes or goes any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether there is something to pack. */
  get isWaiting(): boolean {
    return !this.#isOver && (this.#waiting.length > 0 || this.isClosed);
  }

  send(text: string): void {
    if (!this.isClosed) {
      const bytes = Buffer.byteLength(text);
      this.#waiting.push({ text, bytes });
      this.#backlog += bytes;
      if (this.#waiting.length === 1) {
        this.#options.onWaiting();
      }
    }
  }

  /** What goes to the other side next. */
  pack(): Parcel {
    const texts: string[] = [];
    for (let room = parcelBytes; room > 0 && texts.length < mostTexts; ) {
      const next = this.#waiting.shift();
      if (next === undefined) {
        break;
      }
      texts.push(next.text);
      room -= next.bytes;
      this.#backlog -= next.bytes;
    }
    if (this.#waiting.length > 0 || this.#closed === undefined) {
      return { texts, isMore: this.#waiting.length > 0 };
    }
    this.#isOver = true;
    return { texts, isMore: false, closed: this.#closed };
  }

  /** Takes what came from the other side. */
  unpack({ texts, closed }: Parcel): void {
    for (const text of texts) {
      const bytes = Buffer.byteLength(text);
      if (bytes > this.#options.largest) {
        this.close({ cause: 'tooLarge', detail: `a message of ${bytes} bytes` });
      } else {
        this.#onMessage.fire(text);
      }
    }
    if (closed !== undefined) {
      this.abandon({ cause: closed, detail: 'the other side closed it' });
    }
  }

  /** Ends it here, and there once what waits has been taken. */
  close(end: End): void {
    if (!this.isClosed) {
      this.#closed = end.cause;
      this.#onClose.fire(end);
      this.#letGo();
    }
  }

  /** Ends it without another word to the other side. */
  abandon(end: End): void {
    this.#isOver = true;
    this.#waiting = [];
    this.#backlog = 0;
    this.close(end);
  }

  dispose(): void {
    if (!this.isClosed) {
      this.#closed = 'gone';
      this.#letGo();
    }
  }

  #letGo(): void {
    this.#onMessage.dispose();
    this.#onClose.dispose();
    if (!this.#isOver) {
      this.#options.onWaiting();
    }
  }
}
