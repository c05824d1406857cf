import { minute } from '../../core/time.ts';
import { type BindAddress, loopback } from '../../log/bindAddress.ts';
import type { Machine } from '../../log/machine.ts';
import type { Consent } from '../../log/server/sessionServer.ts';
import { RefusedError, UnavailableError } from '../../log/sessionLog.ts';
import { pause } from '../../log/timers.ts';
import type { ActiveSession } from './activeSession.ts';
import { HostedSession } from './hostedSession.ts';
import { JoinedSession } from './joinedSession.ts';
import { readSessionCredentials } from './sessionCredentials.ts';
import type { Remembered } from './sessionMemory.ts';

/** How long a guest goes on trying, for a host whose window restarts at the same time. */
const patience = 1 * minute;

/** Between two tries, in milliseconds. */
const untilNextTry = 2_000;

/** What a session needs of the window that it is opened in. */
export interface SessionWindow {
  readonly machine: Machine;
  readonly consent: Consent;
  /** Where a session that is hosted here is served; fails with a sentence if the setting makes no sense. */
  readonly bindAddress: () => BindAddress;
  readonly warn: (sentence: string) => void;
  readonly report: (detail: string) => void;
  readonly onError: (doing: string, error: unknown) => void;
}

/** What a window comes back into by itself. */
export type Reopenable = Exclude<Remembered, { readonly kind: 'found' }>;

/** What was kept in secret storage of the session that a window was in. */
export interface KeptSecrets {
  /** As `ActiveSession.secrets`; absent where nobody was invited. */
  readonly secrets: string | undefined;
  /** What a guest comes back with as who they were. */
  readonly pass: string | undefined;
}

/**
 * Opens the session again that this window was in before it was reloaded.
 *
 * @throws {RefusedError} if there is no way back into it.
 * @throws {UnavailableError} if its home can't be reached, for now.
 */
export async function reopenSession(
  remembered: Reopenable,
  { secrets, pass }: KeptSecrets,
  window: SessionWindow,
  isDisposed: () => boolean,
): Promise<ActiveSession> {
  if (remembered.kind === 'hosted') {
    const credentials = readSessionCredentials(secrets);
    if (credentials === undefined && remembered.ports.length > 0) {
      window.warn(
        'What lets your partners into the session is gone, so it goes on without them; end it and start a new one to pair.',
      );
    }
    const bind = credentials === undefined ? loopback : window.bindAddress();
    return HostedSession.resume({ ...window, ...remembered, credentials, bind });
  }
  if (secrets === undefined) {
    throw new RefusedError(
      'The invite of the session that you were in is gone; ask your partner for it again.',
    );
  }
  const { kind: _, me, name, isSecondWindow, ...address } = remembered;
  const invite = { version: 1 as const, ...address, secret: secrets };
  return untilReached(
    window.machine,
    () =>
      JoinedSession.join({
        ...window,
        me,
        name,
        isSecondWindow,
        way: { invite },
        pass,
        returning: true,
      }),
    isDisposed,
  );
}

async function untilReached<T>(
  { timers, steadyClock }: Machine,
  join: () => Promise<T>,
  isDisposed: () => boolean,
): Promise<T> {
  // By the clock, since a try may take long: a port can be held by what never answers.
  const until = steadyClock() + patience;
  for (;;) {
    try {
      return await join();
    } catch (error) {
      if (!(error instanceof UnavailableError) || steadyClock() >= until || isDisposed()) {
        throw error;
      }
      await pause(timers, untilNextTry);
    }
  }
}
