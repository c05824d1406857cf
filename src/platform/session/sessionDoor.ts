import type { ParticipantId } from '../../core/participant.ts';
import type { BindAddress } from '../../log/bindAddress.ts';
import { fingerprintOf } from '../../log/fingerprint.ts';
import type { Listener, Machine, TlsCredentials } from '../../log/machine.ts';
import {
  type Consent,
  type LogHome,
  type Newcomer,
  SessionServer,
  type Standing,
} from '../../log/server/sessionServer.ts';
import type { Invite } from '../../protocol/invite.ts';
import { sessionPorts } from '../../protocol/sessionPorts.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { SessionCredentials } from './sessionCredentials.ts';
import { SideDoor, type SideDoorOptions } from './sideDoor.ts';

/** Where guests know the door from before; empty if the session starts. */
export interface KnownAddress {
  /** The newest first. */
  readonly ports: readonly number[];
  /** In the newest invite. */
  readonly hosts: readonly string[];
}

export interface DoorOptions {
  readonly machine: Machine;
  readonly sessionId: string;
  readonly credentials: SessionCredentials;
  /** Where guests come in. */
  readonly bind: BindAddress;
  readonly known: KnownAddress;
  readonly log: LogHome;
  readonly standingOf: (id: ParticipantId) => Standing;
  /** Whether someone else who is or was in the session has a newcomer's name. */
  readonly isNameTaken: (newcomer: Newcomer) => boolean;
  /** Whether anyone was removed: then everyone new is asked about. */
  readonly hasRemoved: () => boolean;
  /** Asks the person in this window whether someone may come in. */
  readonly consent: Consent;
  /** Notes a detail for whoever looks into it later. */
  readonly report: (detail: string) => void;
}

/** Where guests come into a session. */
export class SessionDoor implements Disposable {
  readonly server: SessionServer;
  /** With the certificate that the invites name. */
  readonly credentials: SessionCredentials;
  /** Where guests know it by now. */
  readonly known: KnownAddress;
  /** Whether guests from before find it again by themselves. */
  readonly isFound: boolean;
  readonly #listener: Listener;
  readonly #sessionId: string;
  readonly #fingerprint: string;
  readonly #beside: SideDoorOptions;

  private constructor(
    options: DoorOptions,
    credentials: SessionCredentials & { readonly tls: TlsCredentials },
    server: SessionServer,
    listener: Listener,
  ) {
    const { machine, sessionId, known, report, credentials: before } = options;
    const { secret, tls } = credentials;
    const { port, hosts } = listener;
    this.server = server;
    this.credentials = credentials;
    this.known = { ports: [...new Set([port, ...known.ports])], hosts };
    const isNew = known.ports.length === 0;
    this.isFound =
      isNew ||
      ([...known.ports, ...sessionPorts(secret)].includes(port) &&
        hosts.some((host) => known.hosts.includes(host)) &&
        before.tls?.certificate === tls.certificate);
    this.#listener = listener;
    this.#sessionId = sessionId;
    this.#fingerprint = fingerprintOf(tls.certificate);
    this.#beside = { machine, sessionId, tls, report };
  }

  /** @throws {UnavailableError} if this machine does not have the address, or none of the ports. */
  static async open(options: DoorOptions): Promise<SessionDoor> {
    const { machine, sessionId, bind, log, report } = options;
    const { standingOf, isNameTaken, hasRemoved, consent } = options;
    const credentials = await withCertificate(options);
    const { secret, passKey, tls } = credentials;
    const { timers } = machine;
    const server = new SessionServer({
      ...{ log, sessionId, secret, passKey, report, timers },
      ...{ standingOf, isNameTaken, hasRemoved, consent },
    });
    try {
      const listener = await machine.listen(server, {
        host: bind.host,
        ports: portsFor(options),
        tls,
        report,
      });
      return new SessionDoor(options, credentials, server, listener);
    } catch (error) {
      server.dispose();
      throw error;
    }
  }

  /** As it is now: the machine may have come into another network. */
  get invite(): Invite {
    const { hosts, port } = this.#listener;
    return {
      version: 1,
      sessionId: this.#sessionId,
      hosts,
      port,
      secret: this.credentials.secret,
      fingerprint: this.#fingerprint,
    };
  }

  /**
   * Another entrance beside this one, through which nobody is asked about. Whoever opens it disposes it.
   *
   * @throws {UnavailableError} if this machine has no port left.
   */
  openSideDoor(): Promise<SideDoor> {
    return SideDoor.open(this.server, this.#beside);
  }

  dispose(): void {
    this.#listener.dispose();
    this.server.dispose();
  }
}

/**
 * Whoever has one keeps it, because the invites name it. On this machine too: another of its users may
 * take the port while the host is away, and must not come between a guest and the host.
 */
async function withCertificate({ machine, credentials }: DoorOptions) {
  const { tls } = credentials;
  if (tls !== undefined) {
    return { ...credentials, tls };
  }
  const { makeCertificate } = await import('../../log/server/certificate.ts');
  return { ...credentials, tls: makeCertificate(machine.wallClock()) };
}

/** A person who names a port has a reason to, and hears if it is taken; a session that comes back has to come back. */
function portsFor({ bind, credentials, known }: DoorOptions): readonly number[] {
  return bind.port !== undefined && known.ports.length === 0
    ? [bind.port]
    : [...new Set([...known.ports, ...sessionPorts(credentials.secret), 0])];
}
