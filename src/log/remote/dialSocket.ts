import { isIPv6 } from 'node:net';
import { WebSocket } from 'ws';
import type { Invite } from '../../protocol/invite.ts';
import { largestServerFrame } from '../../protocol/wire.ts';
import type { Channel } from '../channel.ts';
import { SocketChannel } from '../socketChannel.ts';
import type { Timers } from '../timers.ts';

const handshakeTimeout = 10_000;

/** Opens a WebSocket. A failure to connect closes the channel. */
export function dialSocket({ host, port }: Invite, timers: Timers): Channel {
  const address = isIPv6(host) ? `[${host}]` : host;
  const socket = new WebSocket(`ws://${address}:${port}/`, {
    handshakeTimeout,
    maxPayload: largestServerFrame,
    perMessageDeflate: false,
    followRedirects: false,
  });
  return new SocketChannel(socket, timers);
}
