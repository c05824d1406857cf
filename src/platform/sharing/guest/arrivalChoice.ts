import type { ParticipantId } from '../../../core/participant.ts';
import type { Announcement } from '../../../protocol/announcement.ts';
import { isLoopback } from '../../../protocol/loopback.ts';
import { addressText, type ServerAddress } from '../../../protocol/serverAddress.ts';
import type { CodeSharing } from '../codeSharing.ts';

/** The session that a window is in, as far as it matters to what is announced. */
export interface CurrentSession {
  readonly sessionId: string;
  readonly secret: string | undefined;
  /** It came with the code, and is looked for there. */
  readonly isFound: boolean;
  /** The connection to it is lost, for now. */
  readonly isLost: boolean;
}

/** A window in which an announcement was found. */
export interface Surroundings {
  /** What brings a partner's code here; `undefined` for the window's own folders. */
  readonly sharing: CodeSharing | undefined;
  /** Who sits here. */
  readonly me: ParticipantId;
  /** Ids of the sessions that are over for this person: left, declined, or ended. */
  readonly over: readonly string[];
  /** Absent while this window is in none. */
  readonly current: CurrentSession | undefined;
}

/**
 * `join`: into the session, unasked. `offer`: the person decides. `wait`: the window is in it, and gets the
 * connection back by itself if there is a way. `moveOn`: out of a session whose place another one has taken.
 * `pass`: nothing, for a reason that goes into the log.
 */
export type ArrivalChoice =
  | { readonly act: 'join' | 'offer' | 'wait' | 'moveOn' }
  | { readonly act: 'pass'; readonly because: string };

/**
 * What comes of an announcement. A folder must lead nobody anywhere by itself: only Live Share, which its
 * guest has joined on purpose, brings people into a session unasked, and even that not beyond this computer.
 */
export function arrivalChoice(
  { invite, startedBy }: Announcement,
  { sharing, me, over, current }: Surroundings,
): ArrivalChoice {
  if (invite.fingerprint === undefined) {
    return pass('anybody could answer in its place, since it names no certificate');
  }
  if (!isHere(invite) && sharing !== 'openCollaboration') {
    return pass(`it leads to ${addressText(invite)}, beyond this computer`);
  }
  if (startedBy.id === me) {
    return pass('it is one of your own');
  }
  if (over.includes(invite.sessionId)) {
    return pass('you left it, did not want it, or were not let in');
  }
  if (current === undefined) {
    return { act: sharing === 'liveShare' ? 'join' : 'offer' };
  }
  if (sharing !== 'liveShare' || !current.isFound || !current.isLost) {
    return pass('you are in a session already');
  }
  if (current.sessionId !== invite.sessionId) {
    return { act: 'moveOn' };
  }
  return { act: current.secret === invite.secret ? 'wait' : 'join' };
}

/** Whether an address leads to this computer alone. */
export function isHere({ hosts }: ServerAddress): boolean {
  return hosts.every(isLoopback);
}

function pass(because: string): ArrivalChoice {
  return { act: 'pass', because };
}
