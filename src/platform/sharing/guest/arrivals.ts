import type * as vscode from 'vscode';
import { type Millis, second } from '../../../core/time.ts';
import type { Machine } from '../../../log/machine.ts';
import { RefusedError, UnavailableError } from '../../../log/sessionLog.ts';
import { thisMachine } from '../../../log/thisMachine.ts';
import { assertNever } from '../../../util/assertNever.ts';
import { type Disposable, DisposableStore } from '../../../util/disposable.ts';
import type { Event } from '../../../util/emitter.ts';
import { reasonOf } from '../../../util/humanError.ts';
import type { LogChannel } from '../../logChannel.ts';
import { type ActiveSession, sessionOf, type WatchedSession } from '../../session/activeSession.ts';
import type { Identity } from '../../session/identity.ts';
import type { Way } from '../../session/joinedSession.ts';
import type { Arrival } from '../../session/sessionOpener.ts';
import type { Sessions } from '../../session/sessions.ts';
import { arrivalChoice, type Surroundings } from './arrivalChoice.ts';
import { ArrivalMemory } from './arrivalMemory.ts';
import { Entering } from './entering.ts';
import { Finder, type FinderParts, type Found } from './finder.ts';
import type { Cause, Welcome } from './welcome.ts';

/** How often a partner's folder is read, since a watcher on it may say nothing. */
const interval: Millis = 5 * second;

/** As much of the session of a window as matters here. */
type Present = WatchedSession & Pick<ActiveSession, 'invite' | 'remembered'>;

/** As much of `Sessions`. */
interface WindowSessions extends Pick<Sessions, 'settled' | 'remembers' | 'leave'> {
  readonly active: Present | undefined;
  readonly onDidChange: Event<{ readonly change?: unknown }>;
  joinBy(way: Way, arrival: Arrival): Promise<WatchedSession | undefined>;
}

/** What this needs of the rest of the platform. */
export interface ArrivalParts extends FinderParts {
  readonly sessions: WindowSessions;
  readonly identity: Pick<Identity, 'id' | 'givenName'>;
  readonly state: vscode.Memento;
  readonly log: Pick<LogChannel, 'info' | 'note' | 'report' | 'background'>;
}

type ArrivalMachine = Pick<Machine, 'timers' | 'wallClock' | 'steadyClock'>;

/**
 * Finds sessions that are announced where this window's code is: in Live Share it joins them, elsewhere it
 * offers them.
 */
export class Arrivals implements Disposable {
  readonly #parts: ArrivalParts;
  readonly #welcome: Welcome;
  readonly #memory: ArrivalMemory;
  readonly #finder: Finder;
  readonly #entering: Entering;
  readonly #disposables = new DisposableStore();
  /** Ids of sessions that are offered, or into which there is no way. */
  readonly #dealtWith = new Set<string>();
  /** The id of the session that this window is in. */
  #current: string | undefined;
  #isCutOff = false;
  #isLooking = false;
  #isWanted = false;

  constructor(parts: ArrivalParts, welcome: Welcome, machine: ArrivalMachine = thisMachine) {
    this.#parts = parts;
    this.#welcome = welcome;
    const { sessions, identity, log } = parts;
    const memory = new ArrivalMemory(parts.state);
    const finder = this.#disposables.add(new Finder(parts, welcome.warn, machine));
    this.#memory = memory;
    this.#finder = finder;
    this.#entering = new Entering({
      joinBy: (way, arrival) => sessions.joinBy(way, arrival),
      ...{ finder, memory, welcome, identity, log, steadyClock: machine.steadyClock },
    });
    this.#disposables.add(
      finder.onDidChange(() => {
        this.#tellIfCutOff();
        this.look();
      }),
    );
    this.#disposables.add(
      sessions.onDidChange(({ change }) => {
        if (change === undefined) {
          this.#follow();
        }
      }),
    );
    this.#disposables.add(machine.timers.every(interval, () => this.#lookAgain()));
    this.#follow();
  }

  /** Looks whether there is something to join or to offer. */
  look(): void {
    this.#isWanted = true;
    if (!this.#isLooking) {
      this.#isLooking = true;
      void this.#lookWhileWanted();
    }
  }

  /** What a person who wants to join finds here, also if they left it or did not want it before. */
  async found(): Promise<Found | undefined> {
    const here = { ...(await this.#surroundings()), over: [], current: undefined };
    for (const found of await this.#finder.find()) {
      const { act } = arrivalChoice(found.announcement, here);
      if (act === 'join' || (act === 'offer' && (await this.#finder.answers(found)))) {
        return found;
      }
    }
    return undefined;
  }

  /**
   * Joins what was found because the person said so.
   *
   * @throws {HumanError} if it can't be joined.
   */
  async join(found: Found): Promise<void> {
    await this.#entering.join(found, 'asked');
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** The session of this window is another, or none, or its connection is lost or back. */
  #follow(): void {
    const { active } = this.#parts.sessions;
    const before = this.#current;
    this.#current = active && sessionOf(active).id;
    if (before !== this.#current) {
      this.#remember(before, true);
      this.#remember(this.#current, false);
    }
    if (active?.connection === 'connected') {
      this.#entering.heard();
    }
    this.#tellIfCutOff();
    this.look();
  }

  #remember(sessionId: string | undefined, isOver: boolean): void {
    if (sessionId !== undefined) {
      this.#parts.log.background('Remembering a session', () =>
        this.#memory.setOver(sessionId, isOver),
      );
    }
  }

  #tellIfCutOff(): void {
    const isCutOff = this.#isLost && this.#finder.isGone;
    if (isCutOff && !this.#isCutOff) {
      this.#welcome.tellCutOff();
    }
    this.#isCutOff = isCutOff;
  }

  /** The session that came with the code is out of reach. */
  get #isLost(): boolean {
    const { active } = this.#parts.sessions;
    return active?.remembered.kind === 'found' && active.connection !== 'connected';
  }

  #lookAgain(): void {
    const isWaiting = this.#parts.sessions.active === undefined || this.#isLost;
    if (isWaiting && this.#finder.isUntold) {
      this.look();
    }
  }

  async #lookWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#disposables.isDisposed) {
      this.#isWanted = false;
      try {
        await this.#lookOnce();
      } catch (error) {
        this.#parts.log.note('Looking for a session nearby', error);
      }
    }
    this.#isLooking = false;
  }

  async #lookOnce(): Promise<void> {
    const { sessions } = this.#parts;
    await sessions.settled();
    const announced = await this.#finder.find();
    const isAnnounced = announced.some(
      ({ announcement }) => announcement.invite.sessionId === this.#current,
    );
    for (const found of announced) {
      const { sessionId } = found.announcement.invite;
      const choice = arrivalChoice(found.announcement, await this.#surroundings());
      switch (choice.act) {
        case 'pass':
          this.#finder.note(`The session ${sessionId} is passed by: ${choice.because}.`);
          break;
        case 'wait':
          this.#heardNothing(found);
          break;
        case 'moveOn':
          // Of several folders one may announce another session beside it.
          if (!isAnnounced) {
            await sessions.leave();
          }
          break;
        case 'join':
          if (!this.#dealtWith.has(sessionId)) {
            await this.#arrive(found);
          }
          break;
        case 'offer':
          if (!this.#dealtWith.has(sessionId) && (await this.#finder.answers(found))) {
            this.#offer(found);
          }
          break;
        default:
          assertNever(choice);
      }
    }
  }

  async #surroundings(): Promise<Surroundings> {
    const { sessions, identity } = this.#parts;
    const me = await identity.id();
    const { active } = sessions;
    return {
      sharing: this.#finder.sharing,
      me,
      over: this.#memory.over,
      current: active && {
        sessionId: sessionOf(active).id,
        secret: active.invite?.secret,
        isFound: active.remembered.kind === 'found',
        isLost: this.#isLost,
      },
    };
  }

  #offer(found: Found): void {
    const { sessionId } = found.announcement.invite;
    this.#dealtWith.add(sessionId);
    this.#parts.log.background('Joining what was offered', async () => {
      if (await this.#welcome.offer(found)) {
        if (found.sharing === 'liveShare') {
          // They had given no name, or given up: now it is joined by itself again.
          this.#dealtWith.delete(sessionId);
        }
        await this.#joinOrOffer(found, 'asked');
      } else if (this.#current !== sessionId) {
        await this.#memory.setOver(sessionId, true);
      }
    });
  }

  /** Into a session by itself: what fails for now is tried again with the next look. */
  async #arrive(found: Found): Promise<void> {
    const { sessions, log } = this.#parts;
    const { sessionId } = found.announcement.invite;
    const isAgain = sessions.active !== undefined || sessions.remembers(sessionId);
    try {
      await this.#joinOrOffer(found, isAgain ? 'again' : 'unasked');
    } catch (error) {
      if (error instanceof RefusedError) {
        log.report('Joining what came with the code', error);
      } else {
        this.#finder.note(`The session ${sessionId} can't be joined yet: ${reasonOf(error)}`);
        if (error instanceof UnavailableError) {
          this.#heardNothing(found);
        }
      }
    }
  }

  /** As `#entering.join`; whoever would rather not keeps the offer. */
  async #joinOrOffer(found: Found, cause: Cause): Promise<void> {
    try {
      if (!(await this.#entering.join(found, cause))) {
        this.#offer(found);
      }
    } catch (error) {
      if (error instanceof RefusedError) {
        this.#dealtWith.add(found.announcement.invite.sessionId);
      }
      throw error;
    }
  }

  #heardNothing(found: Found): void {
    this.#entering.heardNothing(found, () => this.#joinOrOffer(found, 'asked'));
  }
}
