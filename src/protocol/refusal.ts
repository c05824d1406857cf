import { assertNever } from '../util/assertNever.ts';

/** Why a server turns a guest away. */
export const refusalReasons = [
  'wrongSecret',
  'wrongSession',
  'sessionEnded',
  'diverged',
  'version',
  'malformed',
  'tooLarge',
  'rate',
  'timeout',
  'busy',
  'notYou',
  'notAllowed',
  'noAnswer',
  'removed',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Whether coming back later, without anybody doing anything, may be met with a welcome. */
export function isPassing(reason: RefusalReason): boolean {
  return reason === 'rate' || reason === 'timeout' || reason === 'busy';
}

/** A refusal for the person who wanted in. */
export function refusalText(reason: RefusalReason): string {
  switch (reason) {
    case 'wrongSecret':
      return "Your partner's session did not accept this invite; ask for a new one.";
    case 'wrongSession':
      return 'Another session runs where this invite leads, so yours has probably ended; ask for a new invite.';
    case 'sessionEnded':
      return 'The session has ended; start a new one, or ask your partner for a new invite.';
    case 'diverged':
      return "The record in this window no longer matches your partner's, which was repaired; join again with the same invite.";
    case 'version':
      return 'You and your partner use versions of Interpair that do not understand each other; update it on both sides and join again.';
    case 'malformed':
      return "Your partner's Interpair could not read what this one sent; update it on both sides and join again.";
    case 'tooLarge':
      return 'What this window sent is too large for a session; join again and send something shorter.';
    case 'rate':
      return 'This window sent more than a session takes at once; it tries again by itself.';
    case 'timeout':
      return 'The connection was too slow to be let in; try again.';
    case 'busy':
      return 'The session takes no newcomers just now; try again in a few minutes.';
    case 'notYou':
      return 'This window could not show that it was in the session before; join again with the same invite, as someone new.';
    case 'notAllowed':
      return 'The person who started the session did not let you in; talk to them, and join again with the same invite.';
    case 'noAnswer':
      return 'The person who started the session did not answer; ask them and try again.';
    case 'removed':
      return 'The person who started the session removed you from it; talk to them before you join again.';
    default:
      return assertNever(reason);
  }
}
