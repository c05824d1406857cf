import { isLoopback } from './loopback.ts';

/** Where a session is served. */
export interface ServerAddress {
  /** Addresses of one computer, the likeliest first; names are understood too. */
  readonly hosts: readonly string[];
  readonly port: number;
  /**
   * SHA-256 of the certificate that the server has, in base64url. With it the connection is encrypted
   * and nobody else is believed; without it the connection is plain and never leaves this machine.
   */
  readonly fingerprint?: string;
}

/** Whether nobody on the way can read or change what is said: it stays here, or it is encrypted. */
export function isPrivate({ hosts, fingerprint }: ServerAddress): boolean {
  return fingerprint !== undefined || hosts.every(isLoopback);
}

/** The address as a person reads it. */
export function addressText({ hosts, port }: ServerAddress): string {
  const [first = '', ...others] = hosts;
  const host = first.includes(':') ? `[${first}]` : first;
  return others.length === 0
    ? `${host}:${port}`
    : `${host}:${port} (or ${others.length} more of its addresses)`;
}
