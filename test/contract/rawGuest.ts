import { randomBytes } from 'node:crypto';
import { type ClientOptions, WebSocket } from 'ws';
import type { Invite } from '../../src/protocol/invite.ts';
import { newNonce, proofOf } from '../../src/protocol/proof.ts';
import {
  encodeMessage,
  type GuestMessage,
  parseServerMessage,
  protocolVersion,
  type ServerMessage,
} from '../../src/protocol/wire.ts';

type Prove = Extract<GuestMessage, { type: 'prove' }>;

/** A guest without manners: sends whatever a test wants to a server, and keeps what it gets. */
export class RawGuest {
  readonly socket: WebSocket;
  readonly received: ServerMessage[] = [];
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  #onReceive: (() => void) | undefined;

  constructor(url: string, options: ClientOptions = {}) {
    this.socket = new WebSocket(url, options);
    this.socket.on('error', () => undefined);
    this.closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.on('message', (data) => {
      const parsed = parseServerMessage(data.toString());
      if (!parsed.ok) {
        throw new Error(`The server sent what it should not: ${parsed.error.detail}`);
      }
      this.received.push(parsed.value);
      this.#onReceive?.();
    });
  }

  /** The first message of a kind, once it is there. */
  async message<T extends ServerMessage['type']>(
    type: T,
  ): Promise<Extract<ServerMessage, { type: T }>> {
    for (;;) {
      for (const message of this.received) {
        if (isOfType(message, type)) {
          return message;
        }
      }
      await new Promise<void>((resolve) => {
        this.#onReceive = resolve;
      });
    }
  }

  send(message: GuestMessage): void {
    this.socket.send(encodeMessage(message));
  }

  /** Answers the challenge, rightly unless a test changes the answer; with a pass, proves that too. */
  async prove(
    { sessionId, secret }: Invite,
    participantId: string,
    { pass, ...change }: Partial<Prove> & { readonly pass?: string } = {},
  ): Promise<void> {
    const { nonce: serverNonce } = await this.message('hello');
    const handshake = { serverNonce, guestNonce: newNonce(), sessionId, participantId };
    this.send({
      type: 'prove',
      protocol: protocolVersion,
      sessionId,
      participantId,
      name: participantId,
      nonce: handshake.guestNonce,
      proof: proofOf('guest', secret, handshake),
      ...(pass === undefined ? {} : { memberProof: proofOf('member', pass, handshake) }),
      seen: { revision: 0, at: 0 },
      returning: false,
      ...change,
    });
  }

  static garbage(bytes: number): string {
    return randomBytes(bytes).toString('latin1');
  }
}

function isOfType<T extends ServerMessage['type']>(
  message: ServerMessage,
  type: T,
): message is Extract<ServerMessage, { type: T }> {
  return message.type === type;
}
