import type { Disposable } from '../util/disposable.ts';
import type { Event } from '../util/emitter.ts';

/**
 * A two-way stream of text messages between a guest and a server, in order, each once or the channel
 * closes. What carries it is its own affair: a socket, or a service that an editor shares.
 */
export interface Channel extends Disposable {
  /** Sends a message; without effect once the channel has closed. */
  send(text: string): void;
  /** Bytes accepted by `send` that have not left this machine. */
  readonly backlog: number;
  readonly onMessage: Event<string>;
  /** Fires once, when the other side or the network ends it; not after `dispose`. */
  readonly onClose: Event<ChannelEnd>;
  /** Lets go, after what was sent is on its way if the other side still takes it. */
  dispose(): void;
}

export interface ChannelEnd {
  /**
   * `tooLarge`: the other side sent a message over the limit, or would not take one of ours.
   * `impostor`: it has another certificate than the one that was asked for, and was told nothing.
   */
  readonly cause: 'gone' | 'tooLarge' | 'impostor';
  /** For the output channel. */
  readonly detail: string;
}
