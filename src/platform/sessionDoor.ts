import type { ParticipantId } from '../core/participant.ts';
import type { BindAddress } from '../log/bindAddress.ts';
import { fingerprintOf } from '../log/fingerprint.ts';
import type { Listener, Machine } from '../log/machine.ts';
import {
  type Consent,
  type LogHome,
  SessionServer,
  type Standing,
} from '../log/server/sessionServer.ts';
import type { Invite } from '../protocol/invite.ts';
import { isLoopback } from '../protocol/loopback.ts';
import { sessionPorts } from '../protocol/sessionPorts.ts';
import type { Disposable } from '../util/disposable.ts';
import type { SessionCredentials } from './sessionCredentials.ts';

export interface DoorOptions {
  readonly machine: Machine;
  readonly sessionId: string;
  readonly credentials: SessionCredentials;
  /** Where guests come in. */
  readonly bind: BindAddress;
  /** Ports that guests know from before, the newest first; none if the session starts. */
  readonly knownPorts: readonly number[];
  readonly log: LogHome;
  readonly standingOf: (id: ParticipantId) => Standing;
  /** Asks the person in this window whether someone may come in. */
  readonly consent: Consent;
  /** Notes a detail for whoever looks into it later. */
  readonly report: (detail: string) => void;
}

/** Where guests come into a session. */
export class SessionDoor implements Disposable {
  readonly server: SessionServer;
  /** With a certificate, if the session has ever been open beyond this machine. */
  readonly credentials: SessionCredentials;
  /** Ports that guests know by now, the newest first. */
  readonly knownPorts: readonly number[];
  /** Whether guests from before find it again by themselves. */
  readonly isFound: boolean;
  readonly #listener: Listener;
  readonly #sessionId: string;
  readonly #fingerprint: string | undefined;

  private constructor(
    options: DoorOptions,
    credentials: SessionCredentials,
    server: SessionServer,
    listener: Listener,
  ) {
    const { sessionId, knownPorts, credentials: before } = options;
    const { secret, tls } = credentials;
    const { port } = listener;
    this.server = server;
    this.credentials = credentials;
    this.knownPorts = [...new Set([port, ...knownPorts])];
    const isNew = knownPorts.length === 0;
    this.isFound =
      isNew ||
      ([...knownPorts, ...sessionPorts(secret)].includes(port) &&
        before.tls?.certificate === tls?.certificate);
    this.#listener = listener;
    this.#sessionId = sessionId;
    this.#fingerprint = tls && fingerprintOf(tls.certificate);
  }

  /** @throws {UnavailableError} if this machine does not have the address, or none of the ports. */
  static async open(options: DoorOptions): Promise<SessionDoor> {
    const { machine, sessionId, bind, log, standingOf, consent, report } = options;
    const credentials = await withCertificate(options);
    const { secret, passKey, tls } = credentials;
    const { timers } = machine;
    const server = new SessionServer({
      ...{ log, sessionId, secret, passKey, standingOf, consent, report, timers },
    });
    try {
      const listener = await machine.listen(server, {
        host: bind.host,
        ports: portsFor(options),
        ...(tls === undefined ? {} : { tls }),
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
      ...(this.#fingerprint === undefined ? {} : { fingerprint: this.#fingerprint }),
    };
  }

  dispose(): void {
    this.#listener.dispose();
    this.server.dispose();
  }
}

/** Whoever has one keeps it, because the invites name it. */
async function withCertificate({
  machine,
  bind,
  credentials,
}: DoorOptions): Promise<SessionCredentials> {
  if (credentials.tls !== undefined || isLoopback(bind.host)) {
    return credentials;
  }
  const { makeCertificate } = await import('../log/server/certificate.ts');
  return { ...credentials, tls: await makeCertificate(machine.wallClock()) };
}

/** A person who names a port has a reason to, and hears if it is taken; a session that comes back has to come back. */
function portsFor({ bind, credentials, knownPorts }: DoorOptions): readonly number[] {
  return bind.port !== undefined && knownPorts.length === 0
    ? [bind.port]
    : [...new Set([...knownPorts, ...sessionPorts(credentials.secret), 0])];
}
