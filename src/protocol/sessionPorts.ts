import { createHmac } from 'node:crypto';

const count = 4;
/** Below the ports that systems give to whoever asks for any. */
const range = { first: 20_000, last: 32_000 } as const;

/**
 * The ports that a session is at home on, in order of preference: a host whose port was taken while it
 * was away is found again on the next one. Nobody can tell them who was not invited.
 */
export function sessionPorts(secret: string): readonly number[] {
  const hash = createHmac('sha256', Buffer.from(secret, 'base64url'))
    .update('interpair ports')
    .digest();
  const ports = new Set<number>();
  for (let index = 0; ports.size < count && index < hash.length; index += 2) {
    ports.add(range.first + (hash.readUInt16BE(index) % (range.last - range.first)));
  }
  return [...ports];
}
