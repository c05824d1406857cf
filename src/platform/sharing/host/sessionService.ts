import type * as vsls from 'vsls';
import type { Channel } from '../../../log/channel.ts';
import { heartbeat } from '../../../log/heartbeat.ts';
import type { Timers } from '../../../log/timers.ts';
import { type Announcement, encodeAnnouncement } from '../../../protocol/announcement.ts';
import {
  type AnnouncementAnswer,
  bellOf,
  type ExchangeAnswer,
  notices,
  readAnnouncementRequest,
  readExchangeRequest,
  requests,
  parcelVersion as version,
} from '../../../protocol/parcels.ts';
import { largestGuestFrame } from '../../../protocol/wire.ts';
import { type Disposable, toDisposable } from '../../../util/disposable.ts';
import { detailForLog } from '../../../util/humanError.ts';
import { ParcelChannel } from '../parcelChannel.ts';

/** Guests, and whatever else asks for one: more than any session has. */
const mostChannels = 256;
/** How long what was sent last may still be fetched, in milliseconds: also by a guest who missed the bell. */
const lingering = 2 * heartbeat.interval;

const noSession: AnnouncementAnswer = { version };
const closed: ExchangeAnswer = { version, texts: [], isMore: false, closed: 'gone' };

interface Offer {
  readonly announcement: () => Announcement;
  readonly serve: (channel: Channel) => void;
}

interface Served {
  readonly channel: ParcelChannel;
  /** The number of the exchange that comes next. */
  next: number;
  linger?: Disposable;
}

export interface SessionServiceOptions {
  readonly timers: Timers;
  /** Told what happens to channels, for the output channel; holds no secret. */
  readonly report: (detail: string) => void;
}

/**
 * Offers a session to the guests of Live Share, over a service that it shares. Of a service there can be one
 * only, for as long as there is the service: what answers requests can't be taken back.
 */
export class SessionService implements Disposable {
  readonly #service: vsls.SharedService;
  readonly #timers: Timers;
  readonly #report: (detail: string) => void;
  /** By their ids, which nobody but their guests must learn. */
  readonly #channels = new Map<string, Served>();
  readonly #toRing = new Set<string>();
  readonly #availability: Disposable;
  #offer: Offer | undefined;

  constructor(service: vsls.SharedService, { timers, report }: SessionServiceOptions) {
    this.#service = service;
    this.#timers = timers;
    this.#report = report;
    service.onRequest(
      requests.announcement,
      this.#guarded(noSession, (args) => this.#announce(args)),
    );
    service.onRequest(
      requests.exchange,
      this.#guarded(closed, (args) => this.#exchange(args)),
    );
    this.#availability = service.onDidChangeIsServiceAvailable((isAvailable) => {
      if (isAvailable) {
        this.#notify(notices.changed, {});
      } else {
        this.#dropAll();
      }
    });
  }

  /** Announces a session to guests and serves their channels, until it is disposed or another is offered. */
  offer(announcement: () => Announcement, serve: (channel: Channel) => void): Disposable {
    const offer: Offer = { announcement, serve };
    this.#change(offer);
    return toDisposable(() => {
      if (this.#offer === offer) {
        this.#change(undefined);
      }
    });
  }

  dispose(): void {
    this.#change(undefined);
    this.#availability.dispose();
  }

  #change(offer: Offer | undefined): void {
    this.#offer = offer;
    for (const { channel } of [...this.#channels.values()]) {
      channel.close({ cause: 'gone', detail: 'Live Share carries the session no longer' });
    }
    this.#notify(notices.changed, {});
  }

  /** What a handler throws would reach the guest, with its stack. */
  #guarded<T>(otherwise: T, answer: (args: unknown) => T): (args: unknown) => T {
    return (args) => {
      try {
        return answer(args);
      } catch (error) {
        this.#report(detailForLog(error));
        return otherwise;
      }
    };
  }

  #announce(args: unknown): AnnouncementAnswer {
    const request = readAnnouncementRequest(args);
    if (!request.ok) {
      this.#report(`A guest's request for the session was refused: ${request.error}.`);
    }
    return request.ok && this.#offer !== undefined
      ? { version, announcement: encodeAnnouncement(this.#offer.announcement()) }
      : noSession;
  }

  #exchange(args: unknown): ExchangeAnswer {
    const request = readExchangeRequest(args);
    if (!request.ok) {
      this.#report(`What a guest sent was refused: ${request.error}.`);
      return closed;
    }
    const [{ channel: id, number, ...parcel }] = request.value;
    const served = this.#channels.get(id) ?? (number === 0 ? this.#open(id) : undefined);
    if (served === undefined) {
      return closed;
    }
    if (number !== served.next) {
      this.#drop(id, `exchange ${number} came where ${served.next} was due`);
      return closed;
    }
    served.next++;
    served.channel.unpack(parcel);
    const answer = { version, ...served.channel.pack() } as const;
    if (served.channel.isOver) {
      this.#forget(id);
    }
    return answer;
  }

  #open(id: string): Served | undefined {
    if (this.#offer === undefined) {
      return undefined;
    }
    if (this.#channels.size >= mostChannels) {
      this.#report(`A guest was turned away: there are ${mostChannels} channels already.`);
      return undefined;
    }
    const onWaiting = () => this.#wait(id, served);
    const served: Served = {
      channel: new ParcelChannel({ largest: largestGuestFrame, onWaiting }),
      next: 0,
    };
    this.#channels.set(id, served);
    this.#offer.serve(served.channel);
    return served;
  }

  #wait(id: string, served: Served): void {
    if (served.channel.isClosed) {
      served.linger ??= this.#timers.after(lingering, () => this.#drop(id, 'nobody fetched it'));
    }
    this.#toRing.add(id);
    if (this.#toRing.size === 1) {
      // Not at once: what a guest is being answered with anyway needs no bell, and one rings for all.
      queueMicrotask(() => this.#ring());
    }
  }

  #ring(): void {
    const waiting = [...this.#toRing].filter((id) => this.#channels.get(id)?.channel.isWaiting);
    this.#toRing.clear();
    if (waiting.length > 0) {
      this.#notify(notices.waiting, { bells: waiting.map(bellOf) });
    }
  }

  #notify(name: string, args: object): void {
    try {
      this.#service.notify(name, args);
    } catch (error) {
      // Guests come and look by themselves, if later.
      this.#report(detailForLog(error));
    }
  }

  #dropAll(): void {
    for (const id of [...this.#channels.keys()]) {
      this.#drop(id, 'the Live Share session ended');
    }
  }

  #drop(id: string, detail: string): void {
    const served = this.#channels.get(id);
    this.#forget(id);
    served?.channel.abandon({ cause: 'gone', detail });
  }

  #forget(id: string): void {
    this.#channels.get(id)?.linger?.dispose();
    this.#channels.delete(id);
  }
}
