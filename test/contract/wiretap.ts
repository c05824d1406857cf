import type { Channel } from '../../src/log/channel.ts';
import { dialSocket } from '../../src/log/remote/dialSocket.ts';
import type { Timers } from '../../src/log/timers.ts';
import type { ServerAddress } from '../../src/protocol/serverAddress.ts';
import { Emitter } from '../../src/util/emitter.ts';

/** Dials real sockets that a test can cut, and whose messages to the guest it can watch or drop. */
export class Wiretap {
  /** Whether a message from the server reaches the guest. */
  passes: (message: { readonly type: string }) => boolean = () => true;
  /** Sends the guest each message this often. */
  copies = 1;
  dials = 0;
  #cut: (() => void) | undefined;

  readonly dial = (address: ServerAddress, timers: Timers): Channel => {
    this.dials++;
    const channel = dialSocket(address, timers);
    const onMessage = new Emitter<string>();
    const onClose = new Emitter<{ cause: 'gone'; detail: string }>();
    let isCut = false;
    channel.onMessage((text) => {
      const message: unknown = JSON.parse(text);
      if (!isCut && isTyped(message) && this.passes(message)) {
        for (let copy = 0; copy < this.copies; copy++) {
          onMessage.fire(text);
        }
      }
    });
    this.#cut = () => {
      isCut = true;
      channel.dispose();
      onClose.fire({ cause: 'gone', detail: 'cut by the test' });
    };
    return {
      send: (text) => channel.send(text),
      get backlog() {
        return channel.backlog;
      },
      onMessage: onMessage.event,
      onClose: (listener) => {
        const own = onClose.event(listener);
        const real = channel.onClose(listener);
        return {
          dispose: () => {
            own.dispose();
            real.dispose();
          },
        };
      },
      dispose: () => channel.dispose(),
    };
  };

  /** Breaks the connection that was dialled last. */
  cut(): void {
    this.#cut?.();
  }
}

function isTyped(value: unknown): value is { readonly type: string } {
  return (
    typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
  );
}
