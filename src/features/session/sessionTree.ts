import type { ParticipantId, Role } from '../../core/participant.ts';
import { phaseOf, phaseText } from '../../core/phase.ts';
import type { Outcome, Place } from '../../core/question.ts';
import { nameOf, nextDriver, roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { EpochMs } from '../../core/time.ts';

/** A row of the session tree. */
export interface SessionNode {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: string;
  /** Whoever the row is about, where this window may remove them. */
  readonly participant?: ParticipantId;
  /** What a click opens. */
  readonly place?: Place;
  /** What else a click does. */
  readonly command?: { readonly command: string; readonly arguments?: unknown[] };
  /** Whether its children are hidden until someone asks for them. */
  readonly isFolded?: true;
  readonly children?: readonly SessionNode[];
}

const roleIcons: Readonly<Record<Role, string>> = {
  driver: 'keyboard',
  navigator: 'telescope',
  observer: 'eye',
};

const outcomeIcons: Readonly<Record<Outcome, string>> = {
  open: 'question',
  answered: 'check',
  parked: 'debug-pause',
  breakthrough: 'lightbulb',
};

/**
 * The session as rows. Nothing in it counts, so it changes only when something happens.
 *
 * @param time prints a moment as the person reads clocks, for example `14:25`.
 */
export function sessionTree(
  session: Session,
  me: ParticipantId,
  time: (at: EpochMs) => string,
): readonly SessionNode[] {
  return [
    {
      id: 'session',
      label: session.hypothesis,
      description: phaseText(phaseOf(session)),
      children: [people(session, me, time), record(session, time)],
    },
  ];
}

function people(session: Session, me: ParticipantId, time: (at: EpochMs) => string): SessionNode {
  const mayRemove = session.startedBy === me;
  return {
    id: 'people',
    label: 'People',
    children: session.participants
      .filter(({ removed }) => removed !== true)
      .map(({ id, name, present }) => ({
        id: `people/${id}`,
        label: id === me ? `${name} (you)` : name,
        description: present ? doing(session, id, time) : 'offline',
        icon: present ? roleIcons[roleOf(session, id) ?? 'observer'] : 'debug-disconnect',
        ...(mayRemove && id !== me ? { participant: id } : {}),
      })),
  };
}

function doing(session: Session, id: ParticipantId, time: (at: EpochMs) => string): string {
  const { turn } = session;
  if (turn.driver === id) {
    switch (turn.state) {
      case 'running':
        return `driver, until ${time(turn.deadline)}`;
      case 'paused':
        return 'driver, paused';
      case 'expired':
        return `driver, over since ${time(turn.deadline)}`;
    }
  }
  return nextDriver(session)?.id === id ? 'navigator, drives next' : 'observer';
}

function record(session: Session, time: (at: EpochMs) => string): SessionNode {
  const questions = session.questions.map((question) => ({
    at: question.askedAt,
    node: {
      id: `record/${question.id}`,
      label: question.text,
      description: `${question.outcome}, ${nameOf(session, question.askedBy)}`,
      icon: outcomeIcons[question.outcome],
      ...(question.place === undefined ? {} : { place: question.place }),
    },
  }));
  const insertions = session.insertions.map((insertion, index) => ({
    at: insertion.at,
    node: {
      id: `record/insertion/${index}`,
      label: insertion.title,
      description: `${nameOf(session, insertion.by)}, ${time(insertion.at)}`,
      icon: 'beaker',
      ...(insertion.place === undefined ? {} : { place: insertion.place }),
    },
  }));
  const rows = [...questions, ...insertions].sort((one, other) => one.at - other.at);
  // Another id while it is empty: VS Code would keep a row that had nothing in it folded.
  return rows.length === 0
    ? { id: 'record/empty', label: 'Record', description: 'nothing yet' }
    : { id: 'record', label: 'Record', children: rows.map(({ node }) => node) };
}
