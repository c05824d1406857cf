import { asRead } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { participant } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { BindAddress } from '../../log/bindAddress.ts';
import { openJournal } from '../../log/local/journal.ts';
import type { JournalDisk } from '../../log/local/journalDisk.ts';
import { LocalLog } from '../../log/local/localLog.ts';
import type { Machine } from '../../log/machine.ts';
import type { Consent, Newcomer, Standing } from '../../log/server/sessionServer.ts';
import { SessionReplica } from '../../log/sessionReplica.ts';
import type { SessionCredentials } from './sessionCredentials.ts';
import type { KnownAddress, SessionDoor } from './sessionDoor.ts';

export interface HomeOptions {
  readonly machine: Machine;
  /** Who hosts. */
  readonly me: ParticipantId;
  readonly sessionId: string;
  /** Absent where nobody is invited. */
  readonly credentials: SessionCredentials | undefined;
  /** Where guests come in; beyond this machine the connection is encrypted. */
  readonly bind: BindAddress;
  /** Asks the person in this window whether someone may come in. */
  readonly consent: Consent;
  /** Tells the person something that does not stop the session. */
  readonly warn: (sentence: string) => void;
  /** Notes a detail for whoever looks into it later. */
  readonly report: (detail: string) => void;
}

/** Where a session's log lives in the window that hosts it. */
export interface SessionHome {
  /** The path of the journal. */
  readonly journal: string;
  readonly log: LocalLog;
  /** The host's own; told of an entry before any guest is. */
  readonly replica: SessionReplica;
  /** Absent where nobody is invited. */
  readonly door: SessionDoor | undefined;
}

/**
 * @param known where guests know the session from before.
 * @throws {HumanError} if the journal can't be opened, or the machine does not have the address or the port.
 */
export async function openHome(
  options: HomeOptions,
  path: string,
  known: KnownAddress,
): Promise<SessionHome> {
  const { machine, me, warn } = options;
  const { journal, entries, damage, keptAs } = await openJournal(path, machine);
  if (damage.length > 0) {
    const lines = damage.map(({ line, why }) => `line ${line}: ${why}`).join('; ');
    warn(
      `The session's record ${path} is damaged (${lines}); the session goes on with the rest, and the file as it was is kept as ${keptAs}.`,
    );
  }
  const log = new LocalLog({ journal, entries, clock: machine.wallClock });
  const replica = new SessionReplica(log.as(me), me);
  try {
    const { credentials } = options;
    if (credentials === undefined) {
      return { journal: path, log, replica, door: undefined };
    }
    const { SessionDoor } = await import('./sessionDoor.ts');
    const door = await SessionDoor.open({
      ...{ ...options, credentials, known, log },
      standingOf: (id) => standingOf(replica.session, id),
      isNameTaken: (newcomer) => isNameTaken(replica.session, newcomer),
      hasRemoved: () => replica.session?.participants.some(({ removed }) => removed) ?? false,
    });
    return { journal: path, log, replica, door };
  } catch (error) {
    replica.dispose();
    log.dispose();
    throw error;
  }
}

/** A path for a journal where there is none yet: a number is added if there is. */
export async function freeName(disk: JournalDisk, base: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${base}.jsonl` : `${base}-${number}.jsonl`;
    if (!(await disk.exists(name))) {
      return name;
    }
  }
}

function standingOf(session: Session | undefined, id: ParticipantId): Standing {
  const person = session && participant(session, id);
  if (person === undefined) {
    return 'unknown';
  }
  return person.removed ? 'removed' : 'member';
}

function isNameTaken(session: Session | undefined, { participantId, name }: Newcomer): boolean {
  return (
    session?.participants.some(
      (person) => person.id !== participantId && asRead(person.name) === asRead(name),
    ) ?? false
  );
}
