import { isIPv4, isIPv6 } from 'node:net';

/** Whether an address leads to this machine and nowhere else. */
export function isLoopback(host: string): boolean {
  return (
    host === 'localhost' ||
    (isIPv4(host) && host.startsWith('127.')) ||
    (isIPv6(host) && host === '::1')
  );
}
