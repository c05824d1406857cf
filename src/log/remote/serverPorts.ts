import type { Invite } from '../../protocol/invite.ts';
import { sessionPorts } from '../../protocol/sessionPorts.ts';
import type { LinkEnd } from './serverLink.ts';

/**
 * Where to look for a server that may have moved: at the port of the invite, then on the others where
 * its session is at home, each time beginning with the one where it was last.
 */
export class ServerPorts {
  readonly #ports: readonly number[];
  #index = 0;
  /** What came of the ports in vain, this time round. */
  #round: LinkEnd[] = [];

  constructor({ port, secret }: Invite) {
    this.#ports = [...new Set([port, ...sessionPorts(secret)])];
  }

  /** The one to try now. */
  get current(): number {
    return this.#ports[this.#index] ?? 0;
  }

  /** Takes note of how an attempt ended: `undefined` if the next port is to be tried at once, else why it was in vain. */
  ended(end: LinkEnd): LinkEnd | undefined {
    if (!end.isElsewhere) {
      this.#round = [];
      return end;
    }
    this.#round.push(end);
    this.#index = (this.#index + 1) % this.#ports.length;
    if (this.#round.length < this.#ports.length) {
      return undefined;
    }
    const round = this.#round;
    this.#round = [];
    return round.find(({ isFinal }) => isFinal) ?? round[0];
  }
}
