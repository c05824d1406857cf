import type { ParticipantId } from '../../core/participant.ts';
import type { Session } from '../../core/session.ts';
import type { SessionReplica } from '../../log/sessionReplica.ts';
import type { Invite } from '../../protocol/invite.ts';
import type { Disposable } from '../../util/disposable.ts';
import type { Event } from '../../util/emitter.ts';
import type { Remembered } from './sessionMemory.ts';
import type { SideDoor } from './sideDoor.ts';

export type { SessionChange } from '../../log/sessionReplica.ts';

/** Whether what this window does reaches the log's home right now. */
export type Connection = 'connected' | 'reconnecting';

/** The session that this window is in, and how it is connected to it. Owned by `Sessions`. */
export interface ActiveSession extends Disposable {
  /** `hosted`: the log lives in this window. `joined`: it lives in a partner's. */
  readonly kind: 'hosted' | 'joined';
  readonly replica: SessionReplica;
  /** Who sits here. */
  readonly me: ParticipantId;
  /** What lets another person in; absent where nobody can be invited. */
  readonly invite: Invite | undefined;
  readonly connection: Connection;
  readonly onDidChangeConnection: Event<Connection>;
  /** The connection is gone for good; says why, in a sentence for the person. */
  readonly onDidClose: Event<string>;
  /** What `onDidClose` has said, if it has. */
  readonly closed: string | undefined;
  /** What this window needs to come back after a reload. */
  readonly remembered: Remembered;
  /** What it needs besides, for secret storage alone; absent where it needs nothing secret. */
  readonly secrets: string | undefined;
  /** This person was in the session from another window of theirs when this one came. */
  readonly isSecondWindow: boolean;
  /** The path of the journal without its ending; absent where the log lives elsewhere. */
  readonly recordBase: string | undefined;
  /**
   * Opens an entrance for those to whom someone gave their code already; the opener disposes it. `undefined`
   * where nobody can be invited, or the log lives elsewhere.
   *
   * @throws {UnavailableError} if this machine has no port left.
   */
  openSideDoor(): Promise<SideDoor | undefined>;
  /** Tells guests that it is over; late ones too, until disposed. */
  conclude(): void;
}

/** As much of it as what only watches a session needs. */
export type WatchedSession = Pick<ActiveSession, 'me' | 'connection'> & {
  readonly replica: Pick<SessionReplica, 'session' | 'now'>;
};

/** Resolves once the session is in reach, at once where it is; never, if it is closed before. */
export function connected(active: ActiveSession): Promise<void> {
  if (active.connection === 'connected') {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    const waiting = active.onDidChangeConnection((connection) => {
      if (connection === 'connected') {
        waiting.dispose();
        resolve();
      }
    });
  });
}

/** An active session's state, which is there from the moment that it became active. */
export function sessionOf({
  replica,
}: {
  readonly replica: Pick<SessionReplica, 'session'>;
}): Session {
  if (replica.session === undefined) {
    throw new Error('A session became active before its log had started.');
  }
  return replica.session;
}
