import { isLoopback } from '../../protocol/loopback.ts';
import type { Result } from '../../util/result.ts';

/** How partners come into a session that starts here. */
export type Connection = 'liveShare' | 'invite' | 'solo';

/** What shares code in the window where a session starts. */
export interface SharingHere {
  /** What brought the code, by its name, where it is a partner's. */
  readonly guestOf: string | undefined;
  readonly liveShare: 'missing' | 'idle' | 'on';
  /** What may share the code besides, by its name. */
  readonly beside: string | undefined;
  /** Whether there is code of one's own here to share. */
  readonly hasFolder: boolean;
}

/** One way for partners to come in. */
export interface ConnectionChoice {
  readonly connection: Connection;
  readonly label: string;
  readonly icon: string;
  readonly description: string;
  readonly detail: string;
}

/** An address to listen on, as the settings have it, or what is wrong with it. */
type Address = Result<{ readonly host: string }, string>;

/** The ways for partners to come in, the likeliest first. */
export function connectionChoices(
  here: SharingHere,
  address: Address,
): readonly ConnectionChoice[] {
  const others = [withInvite(here, address), atThisScreen];
  if (!canShare(here)) {
    return others;
  }
  const shared = withLiveShare(here.liveShare === 'on');
  return here.liveShare === 'on' || here.hasFolder ? [shared, ...others] : [...others, shared];
}

/** Whether a session that starts here can start Live Share: a guest has nothing to share by it. */
export function canShare({ guestOf, liveShare }: SharingHere): boolean {
  return guestOf === undefined && liveShare !== 'missing';
}

/**
 * What the person is asked first, who may not have meant to start one among a partner's code.
 *
 * @param guestOf what brought that code, by its name.
 */
export function hypothesisPrompt(guestOf: string | undefined): string {
  const question = 'What are you trying to find out?';
  return guestOf === undefined
    ? question
    : `This is your partner's code, by ${guestOf}: let them start, and you find each other. For a session of your own: ${question}`;
}

/** What the person is asked then; says why if it is not as they have set it. */
export function connectionPrompt(here: SharingHere, wantsLiveShare: boolean): string {
  const question = 'How does your partner join?';
  if (!wantsLiveShare || canShare(here)) {
    return question;
  }
  return here.guestOf === undefined
    ? `Live Share is not installed here. ${question}`
    : `This is a partner's code, which only they can share. ${question}`;
}

const atThisScreen: ConnectionChoice = {
  connection: 'solo',
  label: 'At this screen',
  icon: 'person',
  description: 'nobody connects',
  detail: 'You are alone, or share one screen. The timer, the questions and the record are there.',
};

function withLiveShare(isOn: boolean): ConnectionChoice {
  return {
    connection: 'liveShare',
    label: 'With Live Share',
    icon: 'live-share',
    description: isOn ? 'sharing now' : 'starts sharing',
    detail: 'Guests who have Interpair are in without doing anything.',
  };
}

/** Who can come in by an invite, which is as far as this machine listens. */
function withInvite({ guestOf, beside }: SharingHere, address: Address): ConnectionChoice {
  const choice = { connection: 'invite', label: 'With an invite', icon: 'link' } as const;
  if (!address.ok) {
    return { ...choice, description: 'not now', detail: address.error };
  }
  const { host } = address.value;
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const reach = isLoopback(host)
    ? {
        description: 'on this machine',
        detail: 'Your partner works on this machine too, over Remote-SSH or in a second window.',
        guests: 'guests on this machine',
      }
    : {
        description: 'over the network, encrypted',
        detail: `Your partner reaches this machine at ${isEverywhere ? 'any address that it has' : host}.`,
        guests: `guests who reach ${isEverywhere ? 'this machine' : host}`,
      };
  const { description, guests } = reach;
  const detail =
    beside === undefined || guestOf !== undefined
      ? reach.detail
      : `Where ${beside} shares the code, ${guests} are offered to join.`;
  return { ...choice, description, detail };
}
