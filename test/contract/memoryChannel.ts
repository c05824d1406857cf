import type { Channel, ChannelEnd } from '../../src/log/channel.ts';
import { Emitter } from '../../src/util/emitter.ts';

/** Two ends of a channel that is no socket. Each message arrives later, in order, as on a network. */
export function memoryChannels(): readonly [Channel, Channel] {
  const one = new End();
  const other = new End();
  one.peer = other;
  other.peer = one;
  return [one, other];
}

class End implements Channel {
  readonly backlog = 0;
  readonly #onMessage = new Emitter<string>();
  readonly #onClose = new Emitter<ChannelEnd>();
  readonly onMessage = this.#onMessage.event;
  readonly onClose = this.#onClose.event;
  peer: End | undefined;

  send(text: string): void {
    const { peer } = this;
    if (peer !== undefined) {
      setImmediate(() => peer.#onMessage.fire(text));
    }
  }

  dispose(): void {
    const { peer } = this;
    this.peer = undefined;
    this.#onMessage.dispose();
    this.#onClose.dispose();
    if (peer !== undefined) {
      const end: ChannelEnd = { cause: 'gone', detail: 'the other end was disposed' };
      setImmediate(() => peer.#onClose.fire(end));
    }
  }
}
