import type { Dial, Machine } from '../../../log/machine.ts';
import { SocketOpening } from '../../../log/remote/socketOpening.ts';
import { type Announcement, newerAnnouncement } from '../../../protocol/announcement.ts';
import { type Disposable, DisposableStore } from '../../../util/disposable.ts';
import { Emitter } from '../../../util/emitter.ts';
import { reasonOf } from '../../../util/humanError.ts';
import type { LogChannel } from '../../logChannel.ts';
import type { CodeSharing } from '../codeSharing.ts';
import { isHere } from './arrivalChoice.ts';
import { type GuestsLiveShare, LiveShareGuest } from './liveShareGuest.ts';
import type { SharedFolders } from './sharedFolders.ts';

/** A session that is announced where this window's code is. */
export interface Found {
  readonly announcement: Announcement;
  /** What brings the code here; `undefined` for the window's own folders. */
  readonly sharing: CodeSharing | undefined;
  /** What carries the session; a socket unless told. */
  readonly dial?: Dial;
}

/** What this needs of the rest of the platform. */
export interface FinderParts {
  readonly folders: Pick<SharedFolders, 'sharing' | 'announced'>;
  readonly liveShare: GuestsLiveShare;
  readonly log: Pick<LogChannel, 'info' | 'note' | 'background'>;
}

/** Finds the sessions that are announced where this window's code is: by Live Share, or in its folders. */
export class Finder implements Disposable {
  readonly #parts: FinderParts;
  readonly #warn: (sentence: string) => void;
  readonly #machine: Pick<Machine, 'timers' | 'wallClock'>;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  /** What the log holds already, or the person was told. */
  readonly #noted = new Set<string>();
  #guest: LiveShareGuest | undefined;

  /** Live Share has come or gone, or its host announces something else. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(
    parts: FinderParts,
    warn: (sentence: string) => void,
    machine: Pick<Machine, 'timers' | 'wallClock'>,
  ) {
    this.#parts = parts;
    this.#warn = warn;
    this.#machine = machine;
  }

  /** What brings the code here; `undefined` for the window's own folders. */
  get sharing(): CodeSharing | undefined {
    return this.#parts.folders.sharing;
  }

  /** Whether nothing says when a session is announced, so that one has to look again and again. */
  get isUntold(): boolean {
    return this.sharing !== undefined && this.#guest?.service === undefined;
  }

  /** This window was a guest of Live Share's, and no longer is. */
  get isGone(): boolean {
    return this.#guest?.isGone === true;
  }

  /** By what name Live Share knows who sits here, if it tells. */
  get knownAs(): string | undefined {
    return this.#guest?.knownAs;
  }

  async find(): Promise<readonly Found[]> {
    const { sharing } = this;
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

  /** Whether somebody with the certificate of the invite does, where asking tells nobody else about it. */
  async answers({ announcement: { invite } }: Found): Promise<boolean> {
    if (!isHere(invite)) {
      return true;
    }
    const opening = new SocketOpening(invite, this.#machine.timers);
    try {
      await opening.opened;
      return true;
    } catch (error) {
      this.note(`The session ${invite.sessionId} does not answer: ${reasonOf(error)}.`);
      return false;
    } finally {
      opening.dispose();
    }
  }

  /** Writes a line into the log, once; says whether it is new there. */
  note(line: string): boolean {
    const isNew = !this.#noted.has(line);
    if (isNew) {
      this.#noted.add(line);
      this.#parts.log.info(line);
    }
    return isNew;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #openGuest(): LiveShareGuest {
    const { liveShare, log } = this.#parts;
    const guest = this.#disposables.add(new LiveShareGuest(liveShare, this.#machine.timers, log));
    this.#disposables.add(guest.onDidChange(() => this.#onDidChange.fire()));
    return guest;
  }

  async #findInFolders(sharing: CodeSharing | undefined): Promise<readonly Found[]> {
    const read = await this.#parts.folders.announced(this.#machine.wallClock());
    return read.flatMap((announced) => {
      if (announced.ok) {
        return [{ announcement: announced.value, sharing }];
      }
      const isNew = this.note(announced.error);
      if (isNew && sharing === 'liveShare' && announced.error === newerAnnouncement) {
        this.#warn(announced.error);
      }
      return [];
    });
  }
}
