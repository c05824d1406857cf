import type * as vsls from 'vsls';
import { heartbeat } from '../../../log/heartbeat.ts';
import type { Dial } from '../../../log/machine.ts';
import type { Timers } from '../../../log/timers.ts';
import { type Announcement, parseAnnouncement } from '../../../protocol/announcement.ts';
import { newSecret } from '../../../protocol/invite.ts';
import {
  bellOf,
  notices,
  readAnnouncementAnswer,
  readExchangeAnswer,
  readWaitingNotice,
  requests,
  parcelVersion as version,
} from '../../../protocol/parcels.ts';
import { type Disposable, DisposableStore } from '../../../util/disposable.ts';
import { Emitter } from '../../../util/emitter.ts';
import { reasonOf } from '../../../util/humanError.ts';
import type { Result } from '../../../util/result.ts';
import { inTime } from '../../inTime.ts';
import { GuestLine } from './guestLine.ts';

/** How long an answer may take, in milliseconds: no longer than the other side is believed to be there. */
const patience = heartbeat.misses * heartbeat.interval;

export interface GuestServiceOptions {
  readonly timers: Timers;
  /** Told what goes wrong, for the output channel; holds no secret. */
  readonly report: (detail: string) => void;
}

/**
 * Reaches the session that a host offers over a service of Live Share. Of a service there can be one only:
 * what is told of its notices can't be taken back.
 */
export class GuestService implements Disposable {
  readonly #proxy: vsls.SharedServiceProxy;
  readonly #timers: Timers;
  readonly #report: (detail: string) => void;
  /** By their bells. */
  readonly #lines = new Map<string, GuestLine>();
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());

  /** The host may announce something else, or the service is there or gone. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(proxy: vsls.SharedServiceProxy, { timers, report }: GuestServiceOptions) {
    this.#proxy = proxy;
    this.#timers = timers;
    this.#report = report;
    proxy.onNotify(notices.changed, () => this.#onDidChange.fire());
    proxy.onNotify(notices.waiting, (args: unknown) => {
      const notice = readWaitingNotice(args);
      for (const bell of notice.ok ? notice.value.bells : []) {
        this.#lines.get(bell)?.ring();
      }
    });
    this.#disposables.add(
      proxy.onDidChangeIsServiceAvailable((isAvailable) => {
        if (!isAvailable) {
          this.#abandonAll();
        }
        this.#onDidChange.fire();
      }),
    );
  }

  get isAvailable(): boolean {
    return this.#proxy.isServiceAvailable && !this.#disposables.isDisposed;
  }

  /** The session that the host offers; `undefined` where it offers none, or none can be had from it now. */
  async announcement(): Promise<Announcement | undefined> {
    if (!this.isAvailable) {
      return undefined;
    }
    try {
      const answer = await this.#ask(requests.announcement, { version }, readAnnouncementAnswer);
      if (answer.announcement === undefined) {
        return undefined;
      }
      // It was made just now, whatever the clocks of the two machines say.
      const announcement = parseAnnouncement(answer.announcement, 0);
      if (announcement.ok) {
        return announcement.value;
      }
      this.#report(`What the host of the Live Share session offers: ${announcement.error}`);
    } catch (error) {
      this.#report(`The host of the Live Share session told of no session: ${reasonOf(error)}.`);
    }
    return undefined;
  }

  /** Opens a channel to the session that the host offers, whatever the address. */
  readonly dial: Dial = () => {
    const id = newSecret();
    const bell = bellOf(id);
    const line = new GuestLine(id, {
      exchange: (request) => this.#ask(requests.exchange, request, readExchangeAnswer),
      report: (detail) => {
        // Otherwise it was told by the service itself, and each attempt to come back fails alike.
        if (this.isAvailable) {
          this.#report(detail);
        }
      },
      onOver: () => this.#lines.delete(bell),
    });
    this.#lines.set(bell, line);
    line.ring();
    return line.channel;
  };

  dispose(): void {
    this.#disposables.dispose();
    this.#abandonAll();
  }

  async #ask<T>(
    name: string,
    request: object,
    read: (answer: unknown) => Result<T, string>,
  ): Promise<T> {
    if (!this.isAvailable) {
      throw new Error('the host is not there');
    }
    const asked = Promise.resolve<unknown>(this.#proxy.request(name, [request]));
    const answered = await inTime(
      asked.then((answer) => ({ answer })),
      this.#timers,
      patience,
    );
    if (answered === undefined) {
      throw new Error('the host does not answer');
    }
    const answer = read(answered.answer);
    if (!answer.ok) {
      throw new Error(answer.error);
    }
    return answer.value;
  }

  #abandonAll(): void {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const { channel } of lines) {
      channel.abandon({ cause: 'gone', detail: 'the host is not there any more' });
    }
  }
}
