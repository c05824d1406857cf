import type * as vscode from 'vscode';
import { type Millis, second } from '../../../core/time.ts';
import type { Dial, Machine } from '../../../log/machine.ts';
import { SocketOpening } from '../../../log/remote/socketOpening.ts';
import { RefusedError } from '../../../log/sessionLog.ts';
import { thisMachine } from '../../../log/thisMachine.ts';
import { type Announcement, newerAnnouncement } from '../../../protocol/announcement.ts';
import { type Disposable, DisposableStore } from '../../../util/disposable.ts';
import type { Event } from '../../../util/emitter.ts';
import { reasonOf } from '../../../util/humanError.ts';
import type { LogChannel } from '../../logChannel.ts';
import { type ActiveSession, sessionOf, type WatchedSession } from '../../session/activeSession.ts';
import type { Identity } from '../../session/identity.ts';
import type { Way } from '../../session/joinedSession.ts';
import type { Arrival } from '../../session/sessionOpener.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { CodeSharing } from '../codeSharing.ts';
import { arrivalChoice, isHere, type Surroundings } from './arrivalChoice.ts';
import { ArrivalMemory } from './arrivalMemory.ts';
import { type GuestsLiveShare, LiveShareGuest } from './liveShareGuest.ts';
import type { SharedFolders } from './sharedFolders.ts';

/** How often a partner's folder is read, since a watcher on it may say nothing. */
const interval: Millis = 5 * second;
/** How long nobody answers at a port until the person is asked for another one. */
const untilAsked: Millis = 4 * second;

/** A session that is announced where this window's code is. */
export interface Found {
  readonly announcement: Announcement;
  /** What brought the code here; `undefined` for the window's own folders. */
  readonly sharing: CodeSharing | undefined;
  /** What carries the session; a socket unless told. */
  readonly dial?: Dial;
}

/** How a session came to be joined: by itself, by itself after a reload, or because the person said so. */
export type Cause = 'unasked' | 'again' | 'asked';

/** What a person sees of arrivals. */
export interface Welcome {
  /** Whether they want to join; not if they close the offer. */
  offer(found: Found): Promise<boolean>;
  /** By what name partners see them; `undefined` if they would rather not say. */
  askName(): Promise<string | undefined>;
  /** At which port of this computer the session is; `undefined` if they would rather not say. */
  askPort(found: Found): Promise<number | undefined>;
  /** Joins, shows that for as long as it takes, and says when they are in. */
  join(
    found: Found,
    cause: Cause,
    join: (arrival: Arrival) => Promise<WatchedSession | undefined>,
  ): Promise<void>;
  /** Live Share is over, and it was what carried their session. */
  isCutOff(): void;
  warn(sentence: string): void;
}

/** As much of the session of a window as matters here. */
type Present = WatchedSession & Pick<ActiveSession, 'invite' | 'remembered'>;

/** As much of `Sessions`. */
interface WindowSessions extends Pick<Sessions, 'settled' | 'remembers' | 'leave'> {
  readonly active: Present | undefined;
  readonly onDidChange: Event<{ readonly change?: unknown }>;
  joinBy(way: Way, arrival: Arrival): Promise<WatchedSession | undefined>;
}

/** What this needs of the rest of the platform. */
export interface ArrivalParts {
  readonly folders: Pick<SharedFolders, 'sharing' | 'announced'>;
  readonly sessions: WindowSessions;
  readonly identity: Pick<Identity, 'id' | 'givenName'>;
  readonly liveShare: GuestsLiveShare;
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
  readonly #machine: ArrivalMachine;
  readonly #memory: ArrivalMemory;
  readonly #disposables = new DisposableStore();
  /** What the log holds already, or the person was told. */
  readonly #noted = new Set<string>();
  /** Ids of sessions that are offered, or into which there is no way. */
  readonly #settled = new Set<string>();
  /** Since when nobody answers, by the secret of the invite; `undefined` once the person was asked. */
  readonly #silent = new Map<string, Millis | undefined>();
  #guest: LiveShareGuest | undefined;
  /** By what name the person wants to be known, where nothing else knew any. */
  #name: string | undefined;
  /** The id of the session that this window is in. */
  #current: string | undefined;
  #isCutOff = false;
  #isLooking = false;
  #isWanted = false;

  constructor(parts: ArrivalParts, welcome: Welcome, machine: ArrivalMachine = thisMachine) {
    this.#parts = parts;
    this.#welcome = welcome;
    this.#machine = machine;
    this.#memory = new ArrivalMemory(parts.state);
    this.#disposables.add(
      parts.sessions.onDidChange(({ change }) => {
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
    for (const found of await this.#find()) {
      const { act } = arrivalChoice(found.announcement, here);
      if (act === 'join' || (act === 'offer' && (await this.#answers(found)))) {
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
    await this.#join(found, 'asked');
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
      this.#silent.clear();
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
    const isCutOff = this.#isLost && this.#guest?.isGone === true;
    if (isCutOff && !this.#isCutOff) {
      this.#welcome.isCutOff();
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
    if (
      isWaiting &&
      this.#parts.folders.sharing !== undefined &&
      this.#guest?.service === undefined
    ) {
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
    const announced = await this.#find();
    const isAnnounced = announced.some(
      ({ announcement }) => announcement.invite.sessionId === this.#current,
    );
    for (const found of announced) {
      const { invite } = found.announcement;
      const choice = arrivalChoice(found.announcement, await this.#surroundings());
      if (choice.act === 'pass') {
        this.#note(`The session ${invite.sessionId} is passed by: ${choice.because}.`);
      } else if (choice.act === 'wait') {
        this.#heardNothing(found);
      } else if (choice.act === 'moveOn') {
        // Of several folders one may announce another session beside it.
        if (!isAnnounced) {
          await sessions.leave();
        }
      } else if (!this.#settled.has(invite.sessionId)) {
        if (choice.act === 'join') {
          await this.#arrive(found);
        } else if (await this.#answers(found)) {
          this.#offer(found);
        }
      }
    }
  }

  async #surroundings(): Promise<Surroundings> {
    const { sessions, identity } = this.#parts;
    const me = await identity.id();
    const { active } = sessions;
    return {
      sharing: this.#parts.folders.sharing,
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

  async #find(): Promise<readonly Found[]> {
    const sharing = this.#parts.folders.sharing;
    if (sharing === 'liveShare') {
      this.#guest ??= this.#openGuest();
      const { isIn, service } = this.#guest;
      if (!isIn) {
        return [];
      }
      if (service !== undefined) {
        const announcement = await service.announcement();
        return announcement === undefined ? [] : [{ announcement, sharing, dial: service.dial }];
      }
    }
    return this.#findInFolders(sharing);
  }

  #openGuest(): LiveShareGuest {
    const { liveShare, log } = this.#parts;
    const guest = this.#disposables.add(new LiveShareGuest(liveShare, this.#machine.timers, log));
    this.#disposables.add(
      guest.onDidChange(() => {
        this.#tellIfCutOff();
        this.look();
      }),
    );
    return guest;
  }

  async #findInFolders(sharing: CodeSharing | undefined): Promise<readonly Found[]> {
    const read = await this.#parts.folders.announced(this.#machine.wallClock());
    return read.flatMap((announced) => {
      if (announced.ok) {
        return [{ announcement: announced.value, sharing }];
      }
      const isNew = this.#note(announced.error);
      if (isNew && sharing === 'liveShare' && announced.error === newerAnnouncement) {
        this.#welcome.warn(announced.error);
      }
      return [];
    });
  }

  /** Whether somebody with the certificate of the invite does, where asking tells nobody else about it. */
  async #answers({ announcement: { invite } }: Found): Promise<boolean> {
    if (!isHere(invite)) {
      return true;
    }
    const opening = new SocketOpening(invite, this.#machine.timers);
    try {
      await opening.opened;
      return true;
    } catch (error) {
      this.#note(`The session ${invite.sessionId} does not answer: ${reasonOf(error)}.`);
      return false;
    } finally {
      opening.dispose();
    }
  }

  #offer(found: Found): void {
    const { sessionId } = found.announcement.invite;
    this.#settled.add(sessionId);
    this.#parts.log.background('Joining what was offered', async () => {
      if (await this.#welcome.offer(found)) {
        if (found.sharing === 'liveShare') {
          // It was only a name that was missing.
          this.#settled.delete(sessionId);
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
        this.#note(`The session ${sessionId} can't be joined yet: ${reasonOf(error)}`);
        this.#heardNothing(found);
      }
    }
  }

  /** As `#join`; one whose name is not known and who gives none keeps the offer. */
  async #joinOrOffer(found: Found, cause: Cause): Promise<void> {
    try {
      if (!(await this.#join(found, cause))) {
        this.#offer(found);
      }
    } catch (error) {
      if (error instanceof RefusedError) {
        this.#settled.add(found.announcement.invite.sessionId);
      }
      throw error;
    }
  }

  /** @returns whether it went as far as that: not if the person would not say who they are. */
  async #join(found: Found, cause: Cause): Promise<boolean> {
    const { sessions, identity } = this.#parts;
    const { sharing, dial, announcement } = found;
    const { invite } = announcement;
    const isFound = sharing === 'liveShare';
    const knownAs = this.#name ?? (isFound ? this.#guest?.knownAs : undefined);
    if (isFound && cause !== 'again' && (await identity.givenName(knownAs)) === undefined) {
      this.#name = await this.#welcome.askName();
      return this.#name !== undefined && (await this.#join(found, cause));
    }
    const port = dial === undefined && isFound ? this.#memory.portOf(invite.sessionId) : undefined;
    const way = {
      invite: port === undefined ? invite : { ...invite, port },
      ...(dial === undefined ? {} : { dial }),
      isFound,
    };
    await this.#welcome.join(found, cause, (arrival) =>
      sessions.joinBy(way, { ...arrival, knownAs }),
    );
    return true;
  }

  /** Nobody answers at a port that Live Share forwards, perhaps as another one: asks, once and not at once. */
  #heardNothing(found: Found): void {
    const { dial, sharing, announcement } = found;
    const { secret, sessionId } = announcement.invite;
    if (dial !== undefined || sharing !== 'liveShare') {
      return;
    }
    const now = this.#machine.steadyClock();
    const since = this.#silent.has(secret) ? this.#silent.get(secret) : now;
    this.#silent.set(secret, since);
    if (since === undefined || now - since < untilAsked) {
      return;
    }
    this.#silent.set(secret, undefined);
    this.#parts.log.background('Joining at another port', async () => {
      const port = await this.#welcome.askPort(found);
      if (port === undefined) {
        return;
      }
      await this.#memory.keepPort(sessionId, port);
      // If it was the wrong one, the person is asked again.
      this.#silent.delete(secret);
      await this.#joinOrOffer(found, 'asked');
    });
  }

  /** Writes a line into the log, once; says whether it is new there. */
  #note(line: string): boolean {
    const isNew = !this.#noted.has(line);
    if (isNew) {
      this.#noted.add(line);
      this.#parts.log.info(line);
    }
    return isNew;
  }
}
