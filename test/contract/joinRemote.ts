import { dialSocket } from '../../src/log/remote/dialSocket.ts';
import {
  connectRemote,
  type RemoteLog,
  type RemoteLogOptions,
} from '../../src/log/remote/remoteLog.ts';
import { thisMachine } from '../../src/log/thisMachine.ts';
import type { Invite } from '../../src/protocol/invite.ts';

/** Joins as this machine would, but for what a test changes. */
export function joinRemote(
  invite: Invite,
  options: Partial<RemoteLogOptions> & Pick<RemoteLogOptions, 'participantId'>,
): Promise<RemoteLog> {
  const { timers, wallClock, steadyClock: clock, random } = thisMachine;
  return connectRemote(invite, {
    ...{ name: options.participantId, timers, wallClock, clock, random, dial: dialSocket },
    ...options,
  });
}
