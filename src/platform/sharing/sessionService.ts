import type * as vsls from 'vsls';
import type { Channel } from '../../log/channel.ts';
import type { Timers } from '../../log/timers.ts';
import type { Announcement } from '../../protocol/announcement.ts';
import { type Disposable, toDisposable } from '../../util/disposable.ts';

export interface SessionServiceOptions {
  readonly timers: Timers;
  readonly report: (detail: string) => void;
}

/** Offers a session to the guests of Live Share, over a service that it shares. */
export class SessionService {
  #announcement: (() => Announcement) | undefined;

  constructor(service: vsls.SharedService, _options: SessionServiceOptions) {
    service.onRequest('announcement', () => this.#announcement?.());
  }

  offer(announcement: () => Announcement, _serve: (channel: Channel) => void): Disposable {
    this.#announcement = announcement;
    return toDisposable(() => {
      this.#announcement = undefined;
    });
  }
}
