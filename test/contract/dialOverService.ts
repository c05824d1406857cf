import type { Channel } from '../../src/log/channel.ts';
import type { SessionServer } from '../../src/log/server/sessionServer.ts';
import { systemTimers as timers } from '../../src/log/timers.ts';
import { GuestService } from '../../src/platform/sharing/guest/guestService.ts';
import { SessionService } from '../../src/platform/sharing/host/sessionService.ts';
import { SharedServices } from '../support/sharedServices.ts';

/** Reaches a server as the guests of a Live Share session do, each from a window of their own. */
export function dialOverService(server: SessionServer): () => Channel {
  const services = new SharedServices();
  const options = { timers, report: () => undefined };
  const neverAsked = () => {
    throw new Error('Nobody asks what is announced.');
  };
  new SessionService(services.host, options).offer(neverAsked, (channel) => server.serve(channel));
  return () => {
    const guest = new GuestService(services.proxy(), options);
    return guest.dial({ hosts: ['127.0.0.1'], port: 0 }, timers);
  };
}
