import { currentItem, endOfItem } from '../../core/agenda.ts';
import { calledName } from '../../core/names.ts';
import type { ParticipantId, Role } from '../../core/participant.ts';
import { phaseOf, phaseText } from '../../core/phase.ts';
import { nextDriver, participant, roleOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { Share } from '../../core/shares.ts';
import type { TimePrinter } from '../../core/time.ts';
import { assertNever } from '../../util/assertNever.ts';
import { agendaRows } from './agendaRows.ts';
import { planRows } from './planRows.ts';
import { recordRows } from './recordRows.ts';
import { shareRows } from './shareRows.ts';

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
  readonly kind?: 'removable' | 'break' | 'agenda' | 'prediction' | 'openPrediction';
  readonly click?: Click;
  readonly children?: readonly SessionNode[];
  /** Its children are shown only when it is opened. */
  readonly isFolded?: boolean;
  /** What its children say grows while nothing happens, so they are made anew when it is opened. */
  readonly grows?: boolean;
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
 * The session as rows. Nothing in it counts, so it changes only when something happens, or is opened.
 *
 * @param all for whoever wants to see them.
 */
export function sessionTree(
  session: Session,
  me: ParticipantId,
  time: TimePrinter,
  all?: readonly Share[],
): readonly SessionNode[] {
  return [
    {
      id: 'session',
      label: session.hypothesis,
      description: stage(session, time),
      children: [
        people(session, me, time),
        ...planRows(session, time),
        ...(all === undefined ? [] : [shareRows(session, me, all)]),
        agendaRows(session.agenda, time),
        recordRows(session, time),
      ],
    },
  ];
}

/** The session as one row among those of another extension, with the people under it. */
export function sharedTree(session: Session, me: ParticipantId, time: TimePrinter): SessionNode {
  return {
    id: 'interpair',
    label: 'Paired session',
    description: session.hypothesis,
    icon: 'telescope',
    click: { command: 'showMenu', title: 'Show Menu' },
    children: personRows(session, me, time).map((row) => ({ ...row, id: `interpair/${row.id}` })),
  };
}

/** Where the session is: at an item of its agenda, or else in a phase. */
function stage(session: Session, time: TimePrinter): string {
  const item = currentItem(session.agenda);
  const end = endOfItem(session.agenda);
  return item === undefined || end === undefined
    ? phaseText(phaseOf(session))
    : `${item.title}, until ${time(end)}`;
}

function people(session: Session, me: ParticipantId, time: TimePrinter): SessionNode {
  return { id: 'people', label: 'People', children: personRows(session, me, time) };
}

/** One row for each participant, in the order in which they joined. */
function personRows(
  session: Session,
  me: ParticipantId,
  time: TimePrinter,
): readonly SessionNode[] {
  const mayRemove = session.startedBy === me;
  return session.participants
    .filter(({ removed }) => removed !== true)
    .map(({ id, name, present }) => {
      const label = calledName(session, id);
      const description = present ? doing(session, id, time) : gone(session, id, time);
      return {
        id: `people/${id}`,
        label: id === me ? `${label} (you)` : label,
        description,
        // In full, as a long name leaves no room for the rest.
        tooltip: `${name}\n${description}`,
        icon: present ? iconOf(session, id) : 'debug-disconnect',
        ...(mayRemove && id !== me ? { participant: id, kind: 'removable' as const } : {}),
      };
    });
}

function gone(session: Session, id: ParticipantId, time: TimePrinter): string {
  const { turn } = session;
  const since = participant(session, id)?.absentSince;
  const offline = since === undefined ? 'offline' : `offline since ${time(since)}`;
  return turn.driver === id && turn.state !== 'break' ? `driver, ${offline}` : offline;
}

function iconOf(session: Session, id: ParticipantId): string {
  return session.turn.state === 'break' ? 'coffee' : roleIcons[roleOf(session, id) ?? 'observer'];
}

function doing(session: Session, id: ParticipantId, time: TimePrinter): string {
  const { turn } = session;
  const isNext = nextDriver(session)?.id === id;
  if (turn.state === 'break') {
    return isNext ? 'on a break, drives next' : 'on a break';
  }
  if (turn.driver !== id) {
    return isNext ? 'navigator, drives next' : 'observer';
  }
  switch (turn.state) {
    case 'running':
      return `driver, until ${time(turn.deadline)}`;
    case 'paused':
      return 'driver, paused';
    case 'held':
      return `driver, waiting for ${turn.what ?? 'a run'}`;
    case 'expired':
      return `driver, over since ${time(turn.deadline)}`;
    default:
      return assertNever(turn);
  }
}
