import assert from 'node:assert/strict';
import type { LogEntry } from '../../src/core/logEntry.ts';
import type { Channel } from '../../src/log/channel.ts';
import { newNonce, proofOf } from '../../src/protocol/proof.ts';
import {
  encodeMessage,
  type GuestMessage,
  largestGuestFrame,
  parseGuestMessage,
  parseServerMessage,
  protocolVersion,
  type ServerMessage,
} from '../../src/protocol/wire.ts';
import type { Random } from '../simulation/random.ts';
import { checkSame } from './entryCheck.ts';
import type { LastFrames } from './lastFrames.ts';
import { mutate } from './mutate.ts';
import { anyServerMessage, someEvents } from './validFrames.ts';

/** Where to send frames, and what a guest knows there. */
export interface Target {
  readonly sessionId: string;
  readonly secret: string;
  /** The newest entry of the log. */
  readonly newest: () => { readonly revision: number; readonly at: number };
  readonly connect: () => Channel;
}

/** What came of the frames. */
export interface Tally {
  admitted: number;
  appended: number;
  notAppended: number;
  turnedAway: number;
}

type Received = ServerMessage | 'closed';

interface Link {
  readonly channel: Channel;
  readonly received: Received[];
  isAdmitted: boolean;
  frames: number;
}

/** A guest who knows the secret and sends frames that are not quite right. */
export class FuzzingGuest {
  readonly #participantId: string;
  readonly #target: Target;
  readonly #random: Random;
  readonly #sent: LastFrames;
  readonly #tally: Tally;
  #link: Link | undefined;
  #wake: (() => void) | undefined;
  #lastPing = 0;
  /** The events of the frame that is under way, as they were sent. */
  #underWay: unknown[] = [];

  constructor(
    participantId: string,
    {
      target,
      random,
      sent,
      tally,
    }: { target: Target; random: Random; sent: LastFrames; tally: Tally },
  ) {
    this.#participantId = participantId;
    this.#target = target;
    this.#random = random;
    this.#sent = sent;
    this.#tally = tally;
  }

  /** Sends a mutated frame, before, in or after the handshake, and waits until it has been dealt with. */
  async send(): Promise<void> {
    if (this.#random.chance(0.15)) {
      const link = this.#connect();
      const prove = encodeMessage(await this.#prove(link));
      await this.#sendAsStranger(link, mutate(prove, this.#random));
      return;
    }
    const valid = this.#validFrame();
    const frame = this.#random.chance(0.05) ? valid : mutate(valid, this.#random);
    // What can't be read costs the connection, and a handshake is most of the time that this takes.
    if (!parseGuestMessage(frame).ok && this.#random.chance(0.8)) {
      const link = this.#connect();
      await this.#hello(link);
      await this.#sendAsStranger(link, frame);
    } else {
      this.#link ??= await this.#admitted();
      await this.#sendAsGuest(this.#link, frame);
    }
  }

  async #sendAsStranger(link: Link, frame: string): Promise<void> {
    this.#say(link, frame);
    await this.#until(link, ({ type }) => type === 'welcome' || type === 'refused');
    this.#drop(link);
  }

  async #sendAsGuest(link: Link, frame: string): Promise<void> {
    this.#underWay = eventsIn(frame);
    this.#say(link, frame);
    const ping = ++this.#lastPing + 1_000_000;
    link.channel.send(encodeMessage({ type: 'ping', id: ping }));
    await this.#until(link, (message) => message.type === 'pong' && message.id === ping);
    if (++link.frames > this.#random.integer(40, 150)) {
      this.#drop(link);
    }
  }

  /** An entry of this participant is in the log: it has to be the next that was sent. */
  isSent({ event }: LogEntry): void {
    checkSame(event, this.#underWay.shift());
  }

  close(): void {
    if (this.#link !== undefined) {
      this.#drop(this.#link);
    }
  }

  #drop(link: Link): void {
    link.channel.dispose();
    if (this.#link === link) {
      this.#link = undefined;
    }
  }

  #connect(): Link {
    const channel = this.#target.connect();
    const link: Link = { channel, received: [], isAdmitted: false, frames: 0 };
    const receive = (message: Received) => {
      link.received.push(message);
      this.#wake?.();
    };
    channel.onMessage((text) => {
      const parsed = parseServerMessage(text);
      assert.ok(parsed.ok, 'the server sent what it should not');
      link.isAdmitted ||= parsed.value.type === 'welcome';
      if (parsed.value.type !== 'entries') {
        receive(parsed.value);
      } else {
        assert.ok(link.isAdmitted, 'the server told entries to someone it had not let in');
      }
    });
    channel.onClose(() => receive('closed'));
    return link;
  }

  async #hello(link: Link): Promise<string> {
    const hello = await this.#next(link);
    assert.ok(hello !== 'closed' && hello.type === 'hello');
    return hello.nonce;
  }

  async #prove(link: Link): Promise<Extract<GuestMessage, { type: 'prove' }>> {
    const serverNonce = await this.#hello(link);
    const { sessionId, secret, newest } = this.#target;
    const participantId = this.#participantId;
    const guestNonce = newNonce();
    const handshake = { serverNonce, guestNonce, sessionId, participantId };
    return {
      type: 'prove',
      protocol: protocolVersion,
      sessionId,
      participantId,
      name: 'Mallory',
      nonce: guestNonce,
      proof: proofOf('guest', secret, handshake),
      seen: newest(),
      returning: false,
    };
  }

  async #admitted(): Promise<Link> {
    const link = this.#connect();
    link.channel.send(encodeMessage(await this.#prove(link)));
    const welcome = await this.#until(link, ({ type }) => type === 'welcome');
    assert.ok(welcome !== 'closed', 'a valid handshake was refused');
    this.#tally.admitted++;
    return link;
  }

  #validFrame(): string {
    const random = this.#random;
    const { revision } = this.#target.newest();
    const id = random.integer(1, 1_000);
    const kind = random.next();
    if (kind < 0.8) {
      return encodeMessage({ type: 'append', id, after: revision, events: someEvents(random) });
    }
    return kind < 0.9
      ? encodeMessage({ type: 'ping', id })
      : encodeMessage(anyServerMessage(random, { revision, appends: 3 }));
  }

  #say({ channel }: Link, frame: string): void {
    this.#sent.add(frame);
    channel.send(frame);
  }

  /** Counts what comes until one fits, or the connection closes. */
  async #until(link: Link, fits: (message: ServerMessage) => boolean): Promise<Received> {
    for (;;) {
      const message = await this.#next(link);
      if (message === 'closed') {
        this.#drop(link);
        return message;
      }
      this.#count(message);
      if (fits(message)) {
        return message;
      }
    }
  }

  #count({ type }: ServerMessage): void {
    if (type === 'appended') {
      this.#tally.appended++;
    } else if (type === 'notAppended' || type === 'conflict') {
      this.#tally.notAppended++;
    } else if (type === 'refused') {
      this.#tally.turnedAway++;
    }
  }

  async #next({ received }: Link): Promise<Received> {
    for (;;) {
      const message = received.shift();
      if (message !== undefined) {
        return message;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function eventsIn(frame: string): unknown[] {
  if (frame.length > largestGuestFrame || !frame.includes('"events"')) {
    return [];
  }
  try {
    const message: unknown = JSON.parse(frame);
    return typeof message === 'object' && message !== null && 'events' in message
      ? [message.events].flat()
      : [];
  } catch {
    return [];
  }
}
