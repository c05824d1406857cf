import type { Channel, ChannelEnd } from '../../../src/log/channel.ts';
import { GuestService } from '../../../src/platform/sharing/guest/guestService.ts';
import { SessionService } from '../../../src/platform/sharing/host/sessionService.ts';
import type { Announcement } from '../../../src/protocol/announcement.ts';
import { newSecret } from '../../../src/protocol/invite.ts';
import type { Disposable } from '../../../src/util/disposable.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { SharedServices } from '../../support/sharedServices.ts';

const address = { hosts: ['127.0.0.1'], port: 40_123 };

/** Of a session that Ada started, long ago as far as the clock of this machine goes. */
export const announcement: Announcement = {
  invite: { version: 1, sessionId: 'heads', ...address, secret: newSecret() },
  startedBy: { id: 'ada', name: 'Ada' },
  expires: Date.parse('2020-01-01T00:00:00Z'),
};

/** One end of a channel, and what came to it. */
export class HeardEnd {
  readonly channel: Channel;
  readonly heard: string[] = [];
  readonly ends: ChannelEnd['cause'][] = [];

  constructor(channel: Channel) {
    this.channel = channel;
    channel.onMessage((text) => this.heard.push(text));
    channel.onClose(({ cause }) => this.ends.push(cause));
  }
}

/** A service of Live Share over which a host offers a session, and a guest. */
export class OfferedSession {
  readonly services: SharedServices;
  readonly timers = new ManualTimers();
  /** What both sides told their output channels. */
  readonly reports: string[] = [];
  readonly host: SessionService;
  readonly guest: GuestService;
  /** The host's ends of channels. */
  readonly served: HeardEnd[] = [];
  readonly offer: Disposable;

  constructor(services = new SharedServices()) {
    this.services = services;
    this.host = new SessionService(services.host, this.#options);
    this.guest = this.anotherGuest();
    this.offer = this.offerAnew();
  }

  get #options() {
    return { timers: this.timers, report: (detail: string) => this.reports.push(detail) };
  }

  anotherGuest(): GuestService {
    return new GuestService(this.services.proxy(), this.#options);
  }

  offerAnew(
    announced: () => Announcement = () => announcement,
    serve = (channel: Channel) => {
      this.served.push(new HeardEnd(channel));
    },
  ): Disposable {
    return this.host.offer(announced, serve);
  }

  dial(guest = this.guest): HeardEnd {
    return new HeardEnd(guest.dial(address, this.timers));
  }

  /** Both ends of a channel that is open. */
  async connect(
    guest = this.guest,
  ): Promise<{ readonly there: HeardEnd; readonly here: HeardEnd }> {
    const there = this.dial(guest);
    await this.services.settled();
    const here = this.served.at(-1);
    if (here === undefined) {
      throw new Error('The host serves no channel.');
    }
    return { there, here };
  }

  /** Lets time pass, each second to its end. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      this.timers.advance(1_000);
      await this.services.settled();
    }
  }
}
