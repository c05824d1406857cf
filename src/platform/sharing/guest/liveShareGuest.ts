import type * as vsls from 'vsls';
import { type Millis, second } from '../../../core/time.ts';
import type { Timers } from '../../../log/timers.ts';
import { serviceName } from '../../../protocol/parcels.ts';
import { type Disposable, DisposableStore } from '../../../util/disposable.ts';
import { Emitter } from '../../../util/emitter.ts';
import { inTime } from '../../inTime.ts';
import type { LogChannel } from '../../logChannel.ts';
import { roles } from '../roles.ts';
import { GuestService } from './guestService.ts';

/** How long Live Share may take to say whether there is a shared service. */
const patience: Millis = 10 * second;

/** As much of Live Share's API as a guest needs. */
type GuestsApi = Pick<vsls.LiveShare, 'session' | 'onDidChangeSession' | 'getSharedService'>;

/** As much of `LiveShare`. */
export interface GuestsLiveShare {
  api(): Promise<GuestsApi | undefined>;
}

/** This window as a guest of a partner's Live Share session. */
export class LiveShareGuest implements Disposable {
  readonly #timers: Timers;
  readonly #log: Pick<LogChannel, 'info' | 'note' | 'background'>;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  #session: vsls.Session | undefined;
  #isIn: boolean | undefined;
  /** As far as it was asked for: one of an earlier Live Share session serves the next one too. */
  #service: GuestService | undefined;
  #isAsking = false;

  /** The role in Live Share is another, or what the host announces through it. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(
    liveShare: GuestsLiveShare,
    timers: Timers,
    log: Pick<LogChannel, 'info' | 'note' | 'background'>,
  ) {
    this.#timers = timers;
    this.#log = log;
    log.background('Looking at Live Share', () => this.#open(liveShare));
  }

  /** Whether it is a guest now, and knows by which way sessions come. */
  get isIn(): boolean {
    return this.#isIn === true && !this.#isAsking;
  }

  /** It was a guest, and no longer is. */
  get isGone(): boolean {
    return this.#isIn === false;
  }

  /** The way for sessions that Live Share offers; `undefined` where it grants none to Interpair. */
  get service(): GuestService | undefined {
    return this.#service;
  }

  /** By what name Live Share knows who sits here, if it tells. */
  get knownAs(): string | undefined {
    return this.#session?.user?.displayName ?? undefined;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #open(liveShare: GuestsLiveShare): Promise<void> {
    const api = await liveShare.api();
    if (api === undefined) {
      // The folder is here all the same, and with it what lies in it.
      this.#isIn = true;
      this.#onDidChange.fire();
      return;
    }
    this.#disposables.add(
      api.onDidChangeSession(({ session }) =>
        this.#log.background('Following Live Share', () => this.#follow(api, session)),
      ),
    );
    await this.#follow(api, api.session);
  }

  async #follow(api: GuestsApi, session: vsls.Session): Promise<void> {
    this.#session = session;
    if (session.role === roles.guest) {
      this.#isIn = true;
      if (this.#service === undefined && !this.#isAsking) {
        this.#isAsking = true;
        this.#service = await this.#serviceOf(api);
        this.#isAsking = false;
      }
    } else {
      // Before it is a guest it has no role for a while.
      this.#isIn &&= false;
    }
    this.#onDidChange.fire();
  }

  async #serviceOf(api: GuestsApi): Promise<GuestService | undefined> {
    try {
      const proxy = await inTime(api.getSharedService(serviceName), this.#timers, patience);
      if (proxy && !this.#disposables.isDisposed) {
        const report = (detail: string) => this.#log.info(detail);
        const service = this.#disposables.add(
          new GuestService(proxy, { timers: this.#timers, report }),
        );
        this.#disposables.add(service.onDidChange(() => this.#onDidChange.fire()));
        return service;
      }
      this.#log.info('Live Share shares no service with Interpair; sessions come by the folder.');
    } catch (error) {
      this.#log.note('Asking Live Share for a service', error);
    }
    return undefined;
  }
}
