import type { ParticipantId } from './participant.ts';
import type { PushedWork, Session } from './session.ts';

/**
 * Whether a branch that a partner named is one of this session, perhaps named by another version of
 * Interpair. Any other is none of the session's business.
 */
export function isWorkBranch({ id }: Pick<Session, 'id'>, branch: string): boolean {
  return (
    /^interpair\/[a-z0-9-]+$/.test(branch) && `-${branch.slice(10)}`.endsWith(`-${shortId(id)}`)
  );
}

/** The work that was pushed last, if it is there for this participant to get. */
export function partnersWork(
  session: Pick<Session, 'id' | 'work'>,
  me: ParticipantId,
): PushedWork | undefined {
  const { work } = session;
  return work !== undefined && work.by !== me && isWorkBranch(session, work.branch)
    ? work
    : undefined;
}

/** What tells a session's branches from those of others. */
export function shortId(id: string): string {
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(0, 8);
}
