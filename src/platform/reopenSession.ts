import type { ParticipantId } from '../core/participant.ts';
import { minute } from '../core/time.ts';
import type { Machine } from '../log/machine.ts';
import { RefusedError, UnavailableError } from '../log/sessionLog.ts';
import { pause, type Timers } from '../log/timers.ts';
import type { ActiveSession } from './activeSession.ts';
import { HostedSession } from './hostedSession.ts';
import { JoinedSession } from './joinedSession.ts';
import type { Remembered } from './sessionMemory.ts';

/** How long a guest goes on trying, for a host whose window restarts at the same time. */
const patience = 1 * minute;

/** Between two tries, in milliseconds. */
const untilNextTry = 2_000;

interface Person {
  readonly machine: Machine;
  readonly me: ParticipantId;
  readonly name: string;
  readonly warn: (sentence: string) => void;
  readonly report: (detail: string) => void;
  readonly onError: (doing: string, error: unknown) => void;
}

/**
 * Opens the session again that this window was in before it was reloaded.
 *
 * @param secret what was kept of the invite, if anybody was invited.
 * @throws {RefusedError} if there is no way back into it.
 * @throws {UnavailableError} if its home can't be reached, for now.
 */
export async function reopenSession(
  remembered: Remembered,
  secret: string | undefined,
  person: Person,
  isDisposed: () => boolean,
): Promise<ActiveSession> {
  if (remembered.kind === 'hosted') {
    const { sessionId, journal, port } = remembered;
    return HostedSession.resume({ ...person, sessionId, journal, port, secret });
  }
  if (secret === undefined) {
    throw new RefusedError(
      'The invite of the session that you were in is gone; ask your partner for it again.',
    );
  }
  const { sessionId, host, port } = remembered;
  const invite = { version: 1 as const, sessionId, host, port, secret };
  return untilReached(
    person.machine.timers,
    () => JoinedSession.join({ ...person, invite }),
    isDisposed,
  );
}

async function untilReached<T>(
  timers: Timers,
  join: () => Promise<T>,
  isDisposed: () => boolean,
): Promise<T> {
  for (let waited = 0; ; waited += untilNextTry) {
    try {
      return await join();
    } catch (error) {
      if (!(error instanceof UnavailableError) || waited >= patience || isDisposed()) {
        throw error;
      }
      await pause(timers, untilNextTry);
    }
  }
}
