import { currentItem, endOfItem } from '../../core/agenda.ts';
import type { ParticipantId, Role } from '../../core/participant.ts';
import { phaseOf, phaseText } from '../../core/phase.ts';
import { nextDriver, roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { EpochMs } from '../../core/time.ts';
import { agendaRows } from './agendaRows.ts';
import { recordRows } from './recordRows.ts';

/** A row of the session tree. */
export interface SessionNode {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: string;
  /** In full, as plain text; the label where it is absent. */
  readonly tooltip?: string;
  /** What a screen reader says, where label and description say too little by themselves. */
  readonly spoken?: string;
  /** Whoever the row is about, where this window may remove them. */
  readonly participant?: ParticipantId;
  /** The id of the prediction that the row is about. */
  readonly prediction?: string;
  /** What package.json's menus know the row by. */
  readonly kind?: 'removable' | 'agenda' | 'prediction' | 'openPrediction';
  readonly click?: Click;
  readonly children?: readonly SessionNode[];
  /** Its children are shown only when it is opened. */
  readonly isFolded?: boolean;
}

/** What a click on a row does: a command without the prefix `interpair.`. */
export interface Click {
  readonly command: string;
  readonly title: string;
  readonly argument?: unknown;
}

const roleIcons: Readonly<Record<Role, string>> = {
  driver: 'keyboard',
  navigator: 'telescope',
  observer: 'eye',
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
      description: stage(session, time),
      children: [
        people(session, me, time),
        agendaRows(session.agenda, time),
        recordRows(session, time),
      ],
    },
  ];
}

/** Where the session is: at an item of its agenda, or else in a phase. */
function stage(session: Session, time: (at: EpochMs) => string): string {
  const item = currentItem(session.agenda);
  const end = endOfItem(session.agenda);
  return item === undefined || end === undefined
    ? phaseText(phaseOf(session))
    : `${item.title}, until ${time(end)}`;
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
        ...(mayRemove && id !== me ? { participant: id, kind: 'removable' as const } : {}),
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
      case 'held':
        return 'driver, waiting for a run';
      case 'break':
        return `on a break until ${time(turn.until)}`;
      case 'expired':
        return `driver, over since ${time(turn.deadline)}`;
    }
  }
  return nextDriver(session)?.id === id ? 'navigator, drives next' : 'observer';
}
