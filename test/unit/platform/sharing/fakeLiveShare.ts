import type * as vsls from 'vsls';
import type { HostSharingParts } from '../../../../src/platform/sharing/host/hostSharing.ts';
import { roles } from '../../../../src/platform/sharing/roles.ts';
import { Emitter } from '../../../../src/util/emitter.ts';

type Api = NonNullable<Awaited<ReturnType<HostSharingParts['liveShare']['api']>>>;

/** As much of Live Share as its host's window sees, as the test has it be. */
export class FakeLiveShare implements Api {
  readonly #onDidChangeSession = new Emitter<vsls.SessionChangeEvent>();
  readonly onDidChangeSession = this.#onDidChangeSession.event;
  session: vsls.Session = sessionOf(roles.none, null);
  /** What it says when a service is to be shared; by default that this is not granted. */
  share: () => Promise<vsls.SharedService | null> = async () => null;
  /** What it does when a port is to be forwarded, besides noting it. */
  forward: () => Promise<void> = async () => undefined;
  /** What happens when it is to let go of a port, besides noting it. */
  onLetGo: () => void = () => undefined;
  /** Whether it gives what lets go of a port. */
  givesPorts = true;
  /** The ports that it forwards. */
  readonly ports = new Set<number>();
  /** How often a service was asked for. */
  asked = 0;
  /** How often a port was to be forwarded. */
  forwards = 0;

  on(id = 'A1', role: vsls.Role = roles.host): void {
    this.#become(sessionOf(role, id));
  }

  /** Whoever had it forward ports is to let go of them. */
  off(): void {
    this.#become(sessionOf(roles.none, null));
  }

  shareService(): Promise<vsls.SharedService | null> {
    this.asked++;
    return this.share();
  }

  async shareServer({ port }: vsls.Server): ReturnType<vsls.LiveShare['shareServer']> {
    this.forwards++;
    await this.forward();
    if (!this.givesPorts) {
      return JSON.parse('null');
    }
    this.ports.add(port);
    return {
      dispose: () => {
        this.ports.delete(port);
        this.onLetGo();
      },
    };
  }

  #become(session: vsls.Session): void {
    this.session = session;
    this.#onDidChangeSession.fire({ session });
  }
}

function sessionOf(role: vsls.Role, id: string | null): vsls.Session {
  const peerNumber = role === roles.none ? 0 : 1;
  return { id, role, peerNumber, access: 0, user: null, presentationMode: false };
}

/** A service that is available, and of which nobody asks anything. */
export function grantedService(): vsls.SharedService {
  return {
    isServiceAvailable: true,
    onDidChangeIsServiceAvailable: new Emitter<boolean>().event,
    onRequest: () => undefined,
    onNotify: () => undefined,
    notify: () => undefined,
  };
}
