import { loopback } from '../../log/bindAddress.ts';
import type { Channel } from '../../log/channel.ts';
import { fingerprintOf } from '../../log/fingerprint.ts';
import type { Listener, Machine, TlsCredentials } from '../../log/machine.ts';
import type { SessionServer } from '../../log/server/sessionServer.ts';
import { type Invite, newSecret } from '../../protocol/invite.ts';
import { sessionPorts } from '../../protocol/sessionPorts.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';

export interface SideDoorOptions {
  readonly machine: Machine;
  readonly sessionId: string;
  readonly tls: TlsCredentials;
  readonly report: (detail: string) => void;
}

/**
 * An entrance for those to whom someone gave their code already, by a way that lets in nobody else: they
 * come in unasked. It has an invite of its own, which is of no use once the door is disposed.
 */
export class SideDoor implements Disposable {
  /** Leads to this machine alone: whoever is elsewhere has the port forwarded to theirs. */
  readonly invite: Invite;
  readonly #server: SessionServer;
  readonly #disposables = new DisposableStore();

  private constructor(server: SessionServer, listener: Listener, invite: Invite) {
    this.#server = server;
    this.invite = invite;
    this.#disposables.add(listener);
    this.#disposables.add(server.comeInUnasked(invite.secret));
  }

  /** @throws {UnavailableError} if this machine has no port left. */
  static async open(server: SessionServer, options: SideDoorOptions): Promise<SideDoor> {
    const { machine, sessionId, tls, report } = options;
    const secret = newSecret();
    const { host } = loopback;
    const ports = [...sessionPorts(secret), 0];
    const listener = await machine.listen(server, { host, ports, tls, report });
    const fingerprint = fingerprintOf(tls.certificate);
    const address = { hosts: [host], port: listener.port, fingerprint };
    return new SideDoor(server, listener, { version: 1, sessionId, ...address, secret });
  }

  /** Serves a guest who came by another way than the port. */
  serve(channel: Channel): void {
    if (this.#disposables.isDisposed) {
      channel.dispose();
    } else {
      this.#server.serve(channel);
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }
}
