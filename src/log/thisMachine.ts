import { localDisk } from './local/journalDisk.ts';
import type { Machine } from './machine.ts';
import { systemTimers } from './timers.ts';

/** The computer that this runs on. Sockets are loaded when they are first used. */
export const thisMachine: Machine = {
  disk: localDisk,
  timers: systemTimers,
  wallClock: Date.now,
  steadyClock: () => performance.now(),
  random: Math.random,
  async listen(server, options) {
    const { SocketListener } = await import('./server/socketListener.ts');
    return SocketListener.open(server, { ...options, timers: systemTimers });
  },
  async dialer() {
    return (await import('./remote/dialSocket.ts')).dialSocket;
  },
};
