import { assertNever } from '../util/assertNever.ts';
import type { Agenda } from './agenda.ts';
import type { ScaffoldInserted, SessionEvent, SessionStarted } from './event.ts';
import { evolveRecord } from './evolveRecord.ts';
import { evolveTurn } from './evolveTurn.ts';
import type { LogEntry } from './logEntry.ts';
import type { Participant, ParticipantId } from './participant.ts';
import type { Question } from './question.ts';
import type { Session } from './session.ts';
import type { EpochMs } from './time.ts';

/**
 * The session after one more entry; `undefined` before the first. Total: an entry that makes no sense
 * in the state that it meets leaves that state as it is, so that one odd line never loses a session.
 */
export function evolve(session: Session | undefined, entry: LogEntry): Session | undefined {
  if (session === undefined) {
    return entry.event.type === 'sessionStarted' ? started(entry, entry.event) : undefined;
  }
  return session.endedAt === undefined ? evolveRunning(session, entry) : session;
}

/** The session that a whole log tells of. */
export function replay(entries: Iterable<LogEntry>): Session | undefined {
  let session: Session | undefined;
  for (const entry of entries) {
    session = evolve(session, entry);
  }
  return session;
}

function started(entry: LogEntry, event: SessionStarted): Session {
  return {
    id: event.sessionId,
    hypothesis: event.hypothesis,
    startedAt: entry.at,
    startedBy: entry.actor,
    turns: event.turns,
    participants: [],
    // Nobody has driven yet; the turn that follows in the same append replaces this one.
    turn: {
      number: 0,
      driver: entry.actor,
      worked: 0,
      state: 'paused',
      remaining: event.turns.length,
    },
    turnsSinceBreak: 0,
    breakPlanned: false,
    handoffs: [],
    questions: [],
    insertions: [],
    passed: [],
    results: [],
    predictions: [],
    findings: [],
    deadEnds: [],
    retro: [],
  };
}

function evolveRunning(session: Session, entry: LogEntry): Session {
  const { event, actor, at } = entry;
  switch (event.type) {
    case 'sessionStarted':
      return session;
    case 'participantJoined':
    case 'participantReturned':
      return withParticipant(session, { id: actor, name: event.name, present: true });
    case 'participantDisconnected':
    case 'participantLeft':
      return changeParticipant(session, actor, { present: false, absentSince: at });
    case 'participantRemoved':
      return removed(session, actor, event.participant);
    case 'emailShared':
      return changeParticipant(session, actor, { email: event.email });
    case 'turnStarted':
    case 'turnPaused':
    case 'turnHeld':
    case 'turnResumed':
    case 'turnExtended':
    case 'turnExpired':
    case 'breakPlanned':
    case 'breakStarted':
    case 'handedOff':
    case 'endPlanned':
      return evolveTurn(session, entry, event);
    case 'workPushed': {
      const { branch, commit } = event;
      return { ...session, work: { branch, commit, by: actor, at } };
    }
    case 'phaseSet': {
      const { phase: _, ...unset } = session;
      return event.phase === undefined ? unset : { ...session, phase: event.phase };
    }
    case 'agendaSet':
      return evolveAgenda(session, { title: event.title, items: event.items, current: 0 }, at);
    case 'agendaMoved':
      return session.agenda === undefined
        ? session
        : evolveAgenda(session, { ...session.agenda, current: event.to }, at);
    case 'driverMoved': {
      const { type: _, ...driverAt } = event;
      return actor === session.turn.driver
        ? { ...session, driverAt: { ...driverAt, by: actor } }
        : session;
    }
    case 'questionPassed':
      return { ...session, passed: [...session.passed, event.deckId] };
    case 'questionAsked': {
      const { type: _, ...asked } = event;
      return appendQuestion(session, {
        ...asked,
        askedBy: actor,
        askedAt: at,
        outcome: 'open',
        answers: [],
      });
    }
    case 'questionResolved':
      return resolveQuestion(session, entry, event);
    case 'scaffoldInserted':
      return appendInsertion(session, entry, event);
    case 'resultSeen':
    case 'predictionMade':
    case 'predictionSettled':
    case 'findingRecorded':
    case 'deadEndRecorded':
    case 'retroAnswered':
      return evolveRecord(session, entry, event);
    case 'sessionEnded':
      return { ...session, endedAt: at };
    default:
      return assertNever(event);
  }
}

/** Someone who is there, as new as they say they are: in a place of their own, or in the one they had. */
function withParticipant(session: Session, participant: Participant): Session {
  const { participants } = session;
  const known = participants.find(({ id }) => id === participant.id);
  if (known === undefined) {
    return { ...session, participants: [...participants, participant] };
  }
  const { email } = known;
  const returned = email === undefined ? participant : { ...participant, email };
  return {
    ...session,
    participants: participants.map((person) => (person === known ? returned : person)),
  };
}

/** Nobody is turned out but by the person who started the session, and that person stays. */
function removed(session: Session, actor: ParticipantId, id: ParticipantId): Session {
  return actor === session.startedBy && id !== actor
    ? changeParticipant(session, id, { present: false, removed: true })
    : session;
}

function changeParticipant(session: Session, id: string, change: Partial<Participant>): Session {
  return {
    ...session,
    participants: session.participants.map((person) =>
      person.id === id ? { ...person, ...change } : person,
    ),
  };
}

function appendQuestion(session: Session, question: Question): Session {
  return session.questions.some(({ id }) => id === question.id)
    ? session
    : { ...session, questions: [...session.questions, question] };
}

/** A phase that someone set was meant for the item before. */
function evolveAgenda(session: Session, agenda: Omit<Agenda, 'since'>, since: EpochMs): Session {
  const { phase: _, ...unset } = session;
  return { ...unset, agenda: { ...agenda, since } };
}

function resolveQuestion(
  session: Session,
  { actor: by, at }: LogEntry,
  event: Extract<SessionEvent, { type: 'questionResolved' }>,
): Session {
  return {
    ...session,
    questions: session.questions.map((question) =>
      question.id === event.id
        ? {
            ...question,
            outcome: event.outcome,
            answers: [
              ...question.answers,
              ...(event.answer === undefined ? [] : [{ text: event.answer, by, at }]),
            ],
          }
        : question,
    ),
  };
}

function appendInsertion(session: Session, entry: LogEntry, event: ScaffoldInserted): Session {
  const { type: _, ...inserted } = event;
  const insertion = { ...inserted, by: entry.actor, at: entry.at, turn: session.turn.number };
  return { ...session, insertions: [...session.insertions, insertion] };
}
