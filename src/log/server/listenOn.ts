import { once } from 'node:events';
import type { Server } from 'node:net';
import { errorCode } from '../../util/errorCode.ts';
import { UnavailableError } from '../sessionLog.ts';

/**
 * Listens on the first of the ports that is free; 0 is any.
 *
 * @throws {UnavailableError} if there is none.
 */
export async function listenOn(
  server: Server,
  host: string,
  ports: readonly number[],
): Promise<void> {
  let failure: unknown;
  for (const port of ports) {
    try {
      server.listen(port, host);
      await once(server, 'listening');
      return;
    } catch (error) {
      failure = error;
    }
  }
  throw new UnavailableError(sentence(failure, host, ports), { cause: failure });
}

const setting = 'interpair.connection.bindAddress';

function sentence(failure: unknown, host: string, ports: readonly number[]): string {
  const code = errorCode(failure);
  if (code === 'EADDRNOTAVAIL') {
    return `This computer does not have the address ${host} now, so the session can't be shared there; set ${setting} to one that it has, or to 0.0.0.0 for all of them.`;
  }
  if (code === 'EADDRINUSE' && !ports.includes(0)) {
    return `Another program has port ${ports.join(', ')} of ${host}; close it, or give ${setting} another port or none.`;
  }
  if (code === 'EACCES') {
    return `This computer does not let Interpair listen on port ${ports.join(', ')} of ${host}; give ${setting} a port above 1023 or none.`;
  }
  return `This computer gave Interpair no port on ${host} to share the session on; close a program that holds many ports, or set ${setting} to another address.`;
}
