import { isIP } from 'node:net';
import { err, ok, type Result } from '../util/result.ts';

/** Where on this machine a session is served. */
export interface BindAddress {
  /** An address of this machine, or `0.0.0.0` or `::` for all that it has. */
  readonly host: string;
  /** The one port to take; absent where any will do. */
  readonly port?: number;
}

/** Guests on this machine alone, and those to whom the port is forwarded. */
export const loopback: BindAddress = { host: '127.0.0.1' };

/** Reads what a person wrote: `192.168.1.5`, `192.168.1.5:4747`, `::1`, `[::1]:4747`. The error is one sentence. */
export function parseBindAddress(text: string): Result<BindAddress, string> {
  const [, bracketed, plain, digits] =
    /^(?:\[([^\]]*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(text.trim()) ?? [];
  const host = bracketed ?? plain ?? text.trim();
  const port = digits === undefined ? undefined : Number(digits);
  const family = isIP(host);
  if (family === 0 || host.includes('%') || (bracketed !== undefined && family === 4)) {
    return err(
      `"${text}" is no address that Interpair can listen on; set interpair.connection.bindAddress to an address of this computer, such as 127.0.0.1, 192.168.1.5:4747 or [::1]:4747.`,
    );
  }
  if (port !== undefined && (port < 1 || port > 65_535)) {
    return err(
      `There is no port ${port}; give interpair.connection.bindAddress a port from 1 to 65535, or none.`,
    );
  }
  return ok(port === undefined ? { host } : { host, port });
}
