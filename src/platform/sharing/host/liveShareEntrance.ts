import type * as vsls from 'vsls';
import { type EpochMs, type Millis, second } from '../../../core/time.ts';
import type { Timers } from '../../../log/timers.ts';
import { serviceName } from '../../../protocol/parcels.ts';
import { type Disposable, type DisposableStore, toDisposable } from '../../../util/disposable.ts';
import { inTime } from '../../inTime.ts';
import type { LogChannel } from '../../logChannel.ts';
import type { SideDoor } from '../../session/sideDoor.ts';
import { validity } from './announcementFile.ts';
import { type Announcer, announced } from './announcer.ts';
import type { SessionService } from './sessionService.ts';

/** As much of the service as whoever offers a session needs. */
type Offering = Pick<SessionService, 'offer'>;

export interface EntranceParts {
  /** Has a service that Live Share shares answer its guests; once a window. */
  readonly serve: (service: vsls.SharedService) => Offering;
  readonly clock: () => EpochMs;
  readonly timers: Timers;
  readonly log: Pick<LogChannel, 'info' | 'note'>;
}

/** A session that is hosted here, while Live Share is on as its host. */
export interface SharedSession {
  readonly announcer: Announcer;
  readonly api: Pick<vsls.LiveShare, 'shareService' | 'shareServer'>;
}

/** What Live Share is asked for may take this long: it may never answer. */
const patience: Millis = 10 * second;

/**
 * The way into a session for the guests of Live Share: a service of its own where it grants that, or
 * else a port that it forwards, which the announcement in the shared folder leads to.
 */
export class LiveShareEntrance {
  readonly #parts: EntranceParts;
  /** Handlers of a service can't be taken back, so that it is shared once. */
  #service: Promise<Offering | undefined> | undefined;

  constructor(parts: EntranceParts) {
    this.#parts = parts;
  }

  /**
   * @param opened gets what is open, also where this fails.
   * @param isWanted whether it still is.
   * @throws if guests can't come in.
   */
  async open(
    { announcer, api }: SharedSession,
    opened: DisposableStore,
    isWanted: () => boolean,
  ): Promise<void> {
    const { active } = announcer;
    const door = await active.openSideDoor();
    if (door === undefined) {
      return; // Nobody is invited.
    }
    opened.add(door);
    const { clock, timers, log } = this.#parts;
    const offered = this.#share(api).then((service) => {
      if (service === undefined || !isWanted()) {
        return false;
      }
      const offer = () => ({ ...announced(active, door.invite), expires: clock() + validity });
      opened.add(service.offer(offer, (channel) => door.serve(channel)));
      log.info('Live Share takes its guests into the session.');
      return true;
    });
    const isGranted = isWanted() && (await inTime(offered, timers, patience));
    if (!isGranted && isWanted()) {
      await this.#sharePort(api, door, opened);
      if (isWanted()) {
        opened.add(await announcer.through(door));
        log.info('Live Share forwards the port of the session to its guests.');
      }
    }
  }

  /** The service, if Live Share grants one. Asked for anew until it does: who was signed out may sign in. */
  #share(api: SharedSession['api']): Promise<Offering | undefined> {
    this.#service ??= this.#ask(api).then((service) => {
      if (service === undefined) {
        this.#service = undefined;
      }
      return service;
    });
    return this.#service;
  }

  async #ask(api: SharedSession['api']): Promise<Offering | undefined> {
    try {
      const service = await api.shareService(serviceName);
      return service ? this.#parts.serve(service) : undefined;
    } catch (error) {
      this.#parts.log.note('Sharing a service by Live Share', error);
      return undefined;
    }
  }

  async #sharePort(
    api: SharedSession['api'],
    door: SideDoor,
    opened: DisposableStore,
  ): Promise<void> {
    const { port } = door.invite;
    const sharing: Promise<Disposable | null | undefined> = api.shareServer({
      port,
      displayName: 'Interpair',
    });
    const shared = sharing.then((server) => {
      if (!server) {
        throw new Error('Live Share forwards no port.');
      }
      opened.add(toDisposable(() => this.#letGo(server)));
      return true;
    });
    if ((await inTime(shared, this.#parts.timers, patience)) === undefined) {
      throw new Error('Live Share did not forward the port of the session in time.');
    }
  }

  /** Whatever becomes of that, what else is open is to be closed. */
  #letGo(server: Disposable): void {
    try {
      server.dispose();
    } catch (error) {
      this.#parts.log.note('Letting go of the port of the session', error);
    }
  }
}
