import { evolve } from './evolve.ts';
import type { LogEntry } from './logEntry.ts';
import { onOneLine } from './oneLine.ts';
import type { Participant, ParticipantId } from './participant.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';

/** As long as mail allows, in UTF-16 code units. */
const longestEmail = 254;

/** Whom the commits of a session name besides the person who makes them. */
export interface CoAuthors {
  /** One line each, `Co-authored-by: Grace Hopper <grace@example.org>`, in the order of joining. */
  readonly trailers: readonly string[];
  /** Those who have no e-mail address here, and so can't be named. */
  readonly withoutEmail: readonly Participant[];
}

/** Who makes the commit: themself in a session, and the addresses by which git knows them. */
export interface Committer {
  readonly id?: ParticipantId;
  readonly emails: readonly string[];
}

/**
 * Trailers for people who worked on a commit. The committer is its author and not among them, nor is
 * anyone twice: two people who share an address are one line, of the first of them.
 */
export function coAuthors(people: readonly Participant[], committer: Committer): CoAuthors {
  const seen = new Set(committer.emails.map(addressKey));
  const trailers: string[] = [];
  const withoutEmail: Participant[] = [];
  for (const person of people.filter(({ id }) => id !== committer.id)) {
    const email = emailAddress(person.email ?? '');
    if (email === undefined) {
      withoutEmail.push(person);
    } else if (!seen.has(addressKey(email))) {
      seen.add(addressKey(email));
      trailers.push(`Co-authored-by: ${personName(person.name, email)} <${email}>`);
    }
  }
  return { trailers, withoutEmail };
}

/**
 * Everyone who was in a session at some moment from `since` on, in the order of joining: also who has left
 * since, but nobody who was turned out.
 *
 * @param since by the log's clock.
 */
export function presentSince(entries: readonly LogEntry[], since: EpochMs): readonly Participant[] {
  const there = new Set<ParticipantId>();
  let session: Session | undefined;
  for (const [index, entry] of entries.entries()) {
    session = evolve(session, entry);
    const until = entries[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    if (until > since) {
      for (const { id } of session?.participants.filter(({ present }) => present) ?? []) {
        there.add(id);
      }
    }
  }
  return session?.participants.filter(({ id, removed }) => there.has(id) && !removed) ?? [];
}

/** What tells two addresses apart: hardly any server minds the case, and people type it as it comes. */
export function addressKey(email: string): string {
  return email.trim().toLowerCase();
}

/** An address as someone typed it; `undefined` for anything that is none. */
export function emailAddress(typed: string): string | undefined {
  const email = typed.trim();
  return isEmailAddress(email) ? email : undefined;
}

/** Whether a text may stand in a trailer as an address: it neither ends the line nor is more than shown. */
export function isEmailAddress(text: string): boolean {
  return text.length <= longestEmail && /^[^\s<>@\p{C}]+@[^\s<>@\p{C}]+$/u.test(text);
}

/** A name as it may stand in a trailer: on one line, and without what ends it. */
function personName(name: string, email: string): string {
  return onOneLine(name.replace(/[<>]/g, ' ')) || (email.split('@')[0] ?? email);
}
