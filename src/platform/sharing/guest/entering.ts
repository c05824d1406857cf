import { type Millis, second } from '../../../core/time.ts';
import type { Machine } from '../../../log/machine.ts';
import type { LogChannel } from '../../logChannel.ts';
import type { WatchedSession } from '../../session/activeSession.ts';
import type { Identity } from '../../session/identity.ts';
import type { Way } from '../../session/joinedSession.ts';
import type { Arrival } from '../../session/sessionOpener.ts';
import type { ArrivalMemory } from './arrivalMemory.ts';
import type { Finder, Found } from './finder.ts';
import type { Cause, Welcome } from './welcome.ts';

/** How long nobody answers at a port until the person is asked for another one. */
const untilAsked: Millis = 4 * second;

interface EnteringParts {
  readonly joinBy: (way: Way, arrival: Arrival) => Promise<WatchedSession | undefined>;
  readonly finder: Pick<Finder, 'knownAs'>;
  readonly memory: ArrivalMemory;
  readonly welcome: Welcome;
  readonly identity: Pick<Identity, 'givenName'>;
  readonly log: Pick<LogChannel, 'background'>;
  readonly steadyClock: Machine['steadyClock'];
}

/** Goes into what was found: under which name, and at which port of this computer. */
export class Entering {
  readonly #parts: EnteringParts;
  /** Since when nobody answers, by the secret of the invite; `undefined` once the person was asked. */
  readonly #silent = new Map<string, Millis | undefined>();
  /** By what name the person wants to be known, where nothing else knew any. */
  #name: string | undefined;

  constructor(parts: EnteringParts) {
    this.#parts = parts;
  }

  /**
   * @returns false where what comes unasked is not wanted: the person would not say who they are, or gave up.
   * @throws {HumanError} if it can't be joined.
   */
  async join(found: Found, cause: Cause): Promise<boolean> {
    const { joinBy, finder, memory, welcome, identity } = this.#parts;
    const { sharing, dial, announcement } = found;
    const { invite } = announcement;
    const isFound = sharing === 'liveShare';
    const knownAs = this.#name ?? (isFound ? finder.knownAs : undefined);
    if (isFound && cause !== 'again' && (await identity.givenName(knownAs)) === undefined) {
      this.#name = await welcome.askName();
      return this.#name !== undefined && (await this.join(found, cause));
    }
    const port = dial === undefined && isFound ? memory.portOf(invite) : undefined;
    const way = {
      invite: port === undefined ? invite : { ...invite, port },
      ...(dial === undefined ? {} : { dial }),
      isFound,
    };
    let isIn = false;
    await welcome.join(found, cause, async (arrival) => {
      const joined = await joinBy(way, { ...arrival, knownAs });
      isIn = joined !== undefined;
      return joined;
    });
    return isIn || !isFound;
  }

  /**
   * Nobody answers at a port that Live Share forwards, perhaps as another one: asks, once and not at once.
   *
   * @param join tries again.
   */
  heardNothing(found: Found, join: () => Promise<void>): void {
    const { dial, sharing, announcement } = found;
    const { invite } = announcement;
    const { secret } = invite;
    if (dial !== undefined || sharing !== 'liveShare') {
      return;
    }
    const { steadyClock, memory, welcome, log } = this.#parts;
    const now = steadyClock();
    const since = this.#silent.has(secret) ? this.#silent.get(secret) : now;
    this.#silent.set(secret, since);
    if (since === undefined || now - since < untilAsked) {
      return;
    }
    this.#silent.set(secret, undefined);
    log.background('Joining at another port', async () => {
      const port = await welcome.askPort(found, memory.portOf(invite) ?? invite.port);
      if (port === undefined) {
        return;
      }
      await memory.keepPort(invite, port);
      // If it was the wrong one, the person is asked again.
      this.#silent.delete(secret);
      await join();
    });
  }

  /** Somebody answers again. */
  heard(): void {
    this.#silent.clear();
  }
}
