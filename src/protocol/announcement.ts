import * as v from 'valibot';
import type { ParticipantId } from '../core/participant.ts';
import type { EpochMs } from '../core/time.ts';
import { err, ok, type Result } from '../util/result.ts';
import { announcementPath } from './announcementPath.ts';
import { encodeInvite, type Invite, parseInvite } from './invite.ts';
import { participantId, participantName } from './logEntry.ts';

/** The session that goes with shared code, for whoever has the code: what `.interpair/live.json` holds. */
export interface Announcement {
  readonly invite: Invite;
  readonly startedBy: { readonly id: ParticipantId; readonly name: string };
  /** From then on nobody follows it: whoever hosts renews it in time, or is gone. */
  readonly expires: EpochMs;
}

/** Longer than any, in characters: what is longer is not read. */
export const longestAnnouncement = 8_000;

/** The error where a later version wrote it: the one that this person can do something about. */
export const newerAnnouncement = `${announcementPath} comes from a newer Interpair; update the extension to join.`;

const format = 1;

const announcementSchema = v.object({
  format: v.literal(format),
  invite: v.string(),
  startedBy: v.object({ id: participantId, name: participantName }),
  expires: v.pipe(v.string(), v.isoTimestamp()),
});
const laterFormat = v.object({ format: v.pipe(v.number(), v.gtValue(format)) });

/** As a file that a person can read. */
export function encodeAnnouncement({ invite, startedBy, expires }: Announcement): string {
  const content: v.InferOutput<typeof announcementSchema> = {
    format,
    startedBy: { ...startedBy },
    expires: new Date(expires).toISOString(),
    invite: encodeInvite(invite),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/**
 * Reads what `encodeAnnouncement` wrote, or somebody else. The error is one sentence without what was
 * written there.
 *
 * @param at what time it is.
 */
export function parseAnnouncement(text: string, at: EpochMs): Result<Announcement, string> {
  const json = v.safeParse(v.pipe(v.string(), v.parseJson()), text.slice(0, longestAnnouncement));
  if (!json.success) {
    return err(`${announcementPath} is damaged; ask your partner for an invite.`);
  }
  if (v.is(laterFormat, json.output)) {
    return err(newerAnnouncement);
  }
  const parsed = v.safeParse(announcementSchema, json.output);
  if (!parsed.success) {
    return err(`${announcementPath} announces no session; ask your partner for an invite.`);
  }
  const { startedBy, expires } = parsed.output;
  if (Date.parse(expires) <= at) {
    return err(
      `${announcementPath} is from a session that is over; ask your partner for an invite.`,
    );
  }
  const invite = parseInvite(parsed.output.invite);
  return invite.ok ? ok({ invite: invite.value, startedBy, expires: Date.parse(expires) }) : invite;
}
