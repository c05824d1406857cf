import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { err, ok, type Result } from '../util/result.ts';
import { longestAnnouncement } from './announcement.ts';
import { longest } from './texts.ts';

/**
 * What crosses a service that an editor shares, where guests ask and a host answers them alone. A channel
 * is one guest's: its messages travel in parcels, the guest's in what it asks, the host's in the answers.
 */
export const serviceName = 'session';

/** Raised when something here changes its meaning. Both sides must have the same one. */
export const parcelVersion = 1;

/** What guests ask. */
export const requests = { announcement: 'announcement', exchange: 'exchange' } as const;

/** What the host tells all guests at once, so that nothing in it may be private; any of it may be lost. */
export const notices = {
  /** With the bells of the channels for which something waits. */
  waiting: 'waiting',
  /** The announcement is another. */
  changed: 'changed',
} as const;

/** Messages in one parcel. */
export const mostTexts = 100;
/** A parcel takes messages until it holds so many bytes, and one in any case. */
export const parcelBytes = 256 * 1024;

const version = v.literal(parcelVersion);

const parcel = {
  version,
  texts: v.pipe(v.array(v.string()), v.maxLength(mostTexts)),
  /** More waits to be sent. */
  isMore: v.boolean(),
  /** The last parcel; `tooLarge`: a message of the other side was over the limit. */
  closed: v.exactOptional(v.picklist(['gone', 'tooLarge'])),
};

const exchangeRequest = v.object({
  ...parcel,
  /** Made by the guest, and known to it and the host alone: 128 bits, base64url. */
  channel: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}$/)),
  /** How many came before it in the channel; 0 opens it. */
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});
export type ExchangeRequest = v.InferOutput<typeof exchangeRequest>;

const exchangeAnswer = v.object(parcel);
export type ExchangeAnswer = v.InferOutput<typeof exchangeAnswer>;

export type Parcel = Omit<ExchangeAnswer, 'version'>;

const announcementAnswer = v.object({
  version,
  /** As `encodeAnnouncement` writes it; absent where there is no session. */
  announcement: v.exactOptional(longest(longestAnnouncement)),
});
export type AnnouncementAnswer = v.InferOutput<typeof announcementAnswer>;

const waitingNotice = v.object({ bells: v.array(v.string()) });

/** What a channel is known by to everyone, which is of no use for taking part in it. */
export function bellOf(channel: string): string {
  return createHash('sha256').update(channel).digest('base64url');
}

/** @param args of the request. */
export const readAnnouncementRequest = reader(v.tuple([v.object({ version })]));
/** @param args of the request. */
export const readExchangeRequest = reader(v.tuple([exchangeRequest]));
export const readAnnouncementAnswer = reader(announcementAnswer);
export const readExchangeAnswer = reader(exchangeAnswer);
export const readWaitingNotice = reader(waitingNotice);

/** The error says what does not fit, for the output channel, and quotes nothing. */
function reader<T>(schema: v.GenericSchema<unknown, T>): (value: unknown) => Result<T, string> {
  return (value) => {
    const parsed = v.safeParse(schema, value, { abortEarly: true });
    if (parsed.success) {
      return ok(parsed.output);
    }
    const where = v.getDotPath(parsed.issues[0]) ?? 'all of it';
    return err(`it does not fit (${where}), as from another version of Interpair`);
  };
}
