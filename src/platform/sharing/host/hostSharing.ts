import type * as vsls from 'vsls';
import { type EpochMs, type Millis, minute, second } from '../../../core/time.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../../util/disposable.ts';
import type { Event } from '../../../util/emitter.ts';
import { type ActiveSession, sessionOf } from '../../session/activeSession.ts';
import type { Sessions } from '../../session/sessions.ts';
import type { LiveShare } from '../liveShare.ts';
import { roles } from '../roles.ts';
import { Announcer, type AnnouncerParts } from './announcer.ts';
import { InStep } from './inStep.ts';
import { type EntranceParts, LiveShareEntrance, type SharedSession } from './liveShareEntrance.ts';

/** As much of Live Share's API as hosting needs. */
type HostApi = SharedSession['api'] & Pick<vsls.LiveShare, 'session' | 'onDidChangeSession'>;

export interface HostSharingParts extends AnnouncerParts, EntranceParts {
  readonly sessions: Pick<Sessions, 'active' | 'onDidChange'>;
  readonly liveShare: Pick<LiveShare, 'onDidChangeSession'> & {
    api(): Promise<HostApi | undefined>;
  };
  /** An extension came or went: Live Share may be there now. */
  readonly onDidChangeExtensions: Event<void>;
  /** Tells the person who hosts what makes the invite of use to their partners. */
  readonly offerInvite: (sentence: string) => void;
}

/** A session that is over stays within reach for this long: its guests are still being told. */
const farewell: Millis = 10 * second;
/** Whoever came with Live Share may have lost the connection before it says that it has ended. */
const justNow: Millis = 1 * minute;

type Wanted = SharedSession & { readonly liveShareId: string | null };

/**
 * Takes a session that is hosted here along with code that is shared: has the folder announce it, and
 * Live Share let its guests in while it is on, whichever of the two comes and goes first.
 */
export class HostSharing implements Disposable {
  readonly #parts: HostSharingParts;
  readonly #disposables = new DisposableStore();
  readonly #entrance: LiveShareEntrance;
  readonly #inStep: InStep<Wanted>;
  #announcer: Announcer | undefined;
  #api: HostApi | undefined;
  /** What lets guests into the session before, until they know that it is over. */
  #before = new DisposableStore();

  constructor(parts: HostSharingParts) {
    this.#parts = parts;
    this.#entrance = new LiveShareEntrance(parts);
    this.#inStep = new InStep((wanted, opened) => this.#open(wanted, opened));
    this.#disposables.add(
      parts.sessions.onDidChange(({ change }) => {
        if (change === undefined) {
          this.#follow();
        }
      }),
    );
    this.#disposables.add(parts.onDidChangeExtensions(() => this.#reachLiveShare()));
    this.#disposables.add(parts.liveShare.onDidChangeSession(() => this.#reachLiveShare()));
    this.#follow();
  }

  dispose(): void {
    this.#disposables.dispose();
    this.#inStep.dispose();
    this.#before.dispose();
    this.#announcer?.dispose();
  }

  #follow(): void {
    const hosted = hostedOf(this.#parts.sessions.active);
    if (hosted !== this.#announcer?.active) {
      this.#announcer?.dispose();
      this.#announcer = hosted && new Announcer(hosted, this.#parts);
      this.#reachLiveShare();
    }
    this.#shareAlong();
  }

  /** Live Share may be installed, or answer, only later. */
  #reachLiveShare(): void {
    if (this.#announcer === undefined || this.#api !== undefined) {
      return;
    }
    this.#parts.liveShare
      .api()
      .then((api) => {
        if (api !== undefined && this.#api === undefined && !this.#disposables.isDisposed) {
          this.#api = api;
          this.#disposables.add(api.onDidChangeSession(() => this.#shareAlong()));
          this.#shareAlong();
        }
      })
      .catch((error: unknown) => this.#parts.log.note('Reaching Live Share', error));
  }

  /** Has guests of Live Share come into the session that is hosted, while both are on. */
  #shareAlong(): void {
    const { wanted } = this.#inStep;
    const api = this.#api;
    const isOn = api?.session.role === roles.host;
    if (!isOn) {
      this.#before.dispose();
    }
    const announcer = isOn ? this.#announcer : undefined;
    if (api === undefined || announcer === undefined) {
      if (wanted !== undefined) {
        this.#inStep.want(undefined);
        this.#tellOfEnd(wanted);
      }
    } else if (wanted?.announcer !== announcer || wanted.liveShareId !== api.session.id) {
      this.#inStep.want({ announcer, api, liveShareId: api.session.id });
    }
  }

  async #open(wanted: Wanted, parts: DisposableStore): Promise<void> {
    const opened = new DisposableStore();
    parts.add(toDisposable(() => this.#letGo(wanted, opened)));
    try {
      const isWanted = () => !parts.isDisposed && !opened.isDisposed;
      await this.#entrance.open(wanted, opened, isWanted);
    } catch (error) {
      opened.dispose();
      this.#parts.log.note('Letting guests of Live Share in', error);
      if (!parts.isDisposed) {
        this.#parts.offerInvite(
          'Live Share does not lead its guests into the paired session; send the invite to whoever reaches this machine.',
        );
      }
    }
  }

  #letGo({ announcer }: Wanted, opened: DisposableStore): void {
    this.#before.dispose();
    this.#before = opened;
    const isToldOfEnd =
      announcer !== this.#announcer &&
      this.#api?.session.role === roles.host &&
      !this.#disposables.isDisposed;
    if (isToldOfEnd) {
      opened.add(this.#parts.timers.after(farewell, () => opened.dispose()));
    } else {
      opened.dispose();
    }
  }

  /** Of Live Share's end, if the session goes on. */
  #tellOfEnd({ announcer: { active } }: Wanted): void {
    if (active === this.#announcer?.active && hasPartners(active, this.#parts.clock())) {
      this.#parts.offerInvite(
        'Live Share has ended; the paired session goes on. Share again, or send the invite to whoever reaches this machine.',
      );
    }
  }
}

/** The session, if others can come into it here. */
function hostedOf(active: ActiveSession | undefined): ActiveSession | undefined {
  return active?.kind === 'hosted' && active.invite !== undefined ? active : undefined;
}

/** Whether anyone else is in the session, or was until just now. */
function hasPartners(active: ActiveSession, now: EpochMs): boolean {
  return sessionOf(active).participants.some(
    ({ id, absentSince }) => id !== active.me && (absentSince ?? now) >= now - justNow,
  );
}
