import type { Participant, ParticipantId, Role } from './participant.ts';
import type { Session } from './session.ts';

/** Everyone else who is here, in the order in which they drive: join order, round and round. */
export function driversInLine({ participants, turn }: Session): readonly Participant[] {
  const current = participants.findIndex(({ id }) => id === turn.driver);
  const after = [
    ...participants.slice(current + 1),
    ...participants.slice(0, Math.max(current, 0)),
  ];
  return after.filter(({ present }) => present);
}

/** Who drives after the current driver; `undefined` when nobody else is here. */
export function nextDriver(session: Session): Participant | undefined {
  return driversInLine(session).at(0);
}

/** Who drives after a break: the next in line, or else whoever drove before it. */
export function driverAfterBreak(session: Session): Participant | undefined {
  const before = participant(session, session.turn.driver);
  return nextDriver(session) ?? (before?.present ? before : undefined);
}

/**
 * The role of a participant: the driver types, the next in line navigates, everyone else observes.
 * While someone is alone with an absent driver they navigate. On a break whoever drove before it stands as
 * the driver, unless they were removed. `undefined` for someone not in the session, or no longer.
 */
export function roleOf(session: Session, id: ParticipantId): Role | undefined {
  const person = participant(session, id);
  if (person === undefined) {
    return undefined;
  }
  const { turn } = session;
  if (person.removed && (turn.state === 'break' || turn.driver !== id)) {
    return undefined;
  }
  if (turn.driver === id) {
    return 'driver';
  }
  return nextDriver(session)?.id === id ? 'navigator' : 'observer';
}

export function participant(session: Session, id: ParticipantId): Participant | undefined {
  return session.participants.find((person) => person.id === id);
}

/** A participant's name, or `someone` for an id that never joined. */
export function nameOf(session: Session, id: ParticipantId): string {
  return participant(session, id)?.name ?? 'someone';
}
