import { assertNever } from '../util/assertNever.ts';
import { err, ok } from '../util/result.ts';
import type { CommandOf, SessionCommand } from './command.ts';
import { decideAgenda, decideMove, decidePhase } from './decideAgenda.ts';
import { decideRecord } from './decideRecord.ts';
import { passTheKeyboard } from './decideSwap.ts';
import { decideTurn } from './decideTurn.ts';
import type { Context, Decision } from './decision.ts';
import type { SessionEvent } from './event.ts';
import { calledName } from './names.ts';
import type { ParticipantId } from './participant.ts';
import type { Outcome } from './question.ts';
import { participant } from './rotation.ts';
import type { Session } from './session.ts';
import { resumed, turnFor } from './turnEvents.ts';

const notStarted = 'The session has not started yet; try again in a moment.';
const over = 'The session has ended; start a new one to go on.';

/** What a command leads to in a session. Decides only; nothing has happened until it is appended. */
export function decide(
  session: Session | undefined,
  command: SessionCommand,
  context: Context,
): Decision {
  if (command.type === 'startSession') {
    return session === undefined
      ? ok(start(command, context))
      : err('A paired session is running already; end it before you start another.');
  }
  if (session === undefined || session.endedAt !== undefined) {
    return command.type === 'endSession' || command.type === 'disconnect'
      ? ok([])
      : err(session === undefined ? notStarted : over);
  }
  if (command.type === 'join') {
    return ok(join(session, command.name, context));
  }
  const actor = participant(session, context.actor);
  if (actor === undefined) {
    return err('You are not in this session; join it first.');
  }
  if (actor.removed && command.type !== 'disconnect') {
    return err('You were removed from this session; join it again to go on.');
  }
  return decideForParticipant(session, command, context);
}

type ParticipantCommand = Exclude<SessionCommand, { type: 'startSession' | 'join' }>;

function decideForParticipant(
  session: Session,
  command: ParticipantCommand,
  { actor, at }: Context,
): Decision {
  switch (command.type) {
    case 'disconnect':
      return ok(participant(session, actor)?.present ? [{ type: 'participantDisconnected' }] : []);
    case 'leave':
      return ok(
        participant(session, actor)?.present
          ? [{ type: 'participantLeft' }, ...passTheKeyboard(session, actor, at)]
          : [],
      );
    case 'removeParticipant':
      return decideRemoval(session, command.participant, { actor, at });
    case 'shareEmail':
      return ok(
        participant(session, actor)?.email === command.email
          ? []
          : [{ type: 'emailShared', email: command.email }],
      );
    case 'pauseTurn':
    case 'pauseForAbsence':
    case 'holdTurn':
    case 'endHold':
    case 'resumeTurn':
    case 'extendTurn':
    case 'expireTurn':
    case 'swapRoles':
    case 'swapAfterGrace':
    case 'handOff':
    case 'noteHandoff':
    case 'skipNext':
    case 'restartTurn':
    case 'takeBreak':
    case 'planBreak':
    case 'endBreak':
    case 'planEnd':
      return decideTurn(session, command, { actor, at });
    case 'noteWork': {
      const { branch, commit } = command;
      return ok(
        session.work?.branch === branch && session.work.commit === commit
          ? []
          : [{ type: 'workPushed', branch, commit }],
      );
    }
    case 'setPhase':
      return decidePhase(session, command.phase);
    case 'setAgenda':
      return decideAgenda(command);
    case 'moveAgenda':
      return decideMove(session, command);
    case 'noteDriver':
      return decideDriverMove(session, command, actor);
    case 'passQuestion':
      return ok([{ type: 'questionPassed', deckId: command.deckId }]);
    case 'askQuestion':
      return ask(session, command);
    case 'resolveQuestion':
      return resolve(session, command);
    case 'noteScaffold': {
      const { type: _, ...inserted } = command;
      return ok([{ type: 'scaffoldInserted', ...inserted }]);
    }
    case 'noteResult':
    case 'recordPrediction':
    case 'settlePrediction':
    case 'recordFinding':
    case 'recordDeadEnd':
    case 'answerRetro':
      return decideRecord(session, command);
    case 'endSession':
      return ok([{ type: 'sessionEnded' }]);
    default:
      return assertNever(command);
  }
}

function start(
  { sessionId, hypothesis, turns, name }: CommandOf<'startSession'>,
  { actor, at }: Context,
): SessionEvent[] {
  return [
    { type: 'sessionStarted', sessionId, hypothesis, turns },
    { type: 'participantJoined', name },
    turnFor({ turns }, actor, at, 'sessionStarted'),
  ];
}

/**
 * A newcomer joins, someone known returns. The first partner to come starts the first turn afresh, unless
 * it waits for a run or its driver is on a break, and a turn that was paused because its driver had gone
 * goes on when they are back.
 */
function join(session: Session, name: string, { actor, at }: Context): SessionEvent[] {
  const known = participant(session, actor);
  const { turn } = session;
  if (known !== undefined) {
    const isMissed =
      turn.driver === actor && turn.state === 'paused' && turn.because === 'driverGone';
    return known.present
      ? []
      : [
          { type: 'participantReturned', name },
          ...(isMissed ? [resumed(session, turn.remaining, at)] : []),
        ];
  }
  const waited = session.participants.length === 1 && turn.number === 1;
  return waited && turn.state !== 'held' && turn.state !== 'break'
    ? [{ type: 'participantJoined', name }, turnFor(session, turn.driver, at, 'partnerJoined')]
    : [{ type: 'participantJoined', name }];
}

/** The keyboard goes first, so that at no revision someone drives who is not in the session. */
function decideRemoval(session: Session, id: ParticipantId, { actor, at }: Context): Decision {
  if (actor !== session.startedBy) {
    const name = calledName(session, session.startedBy);
    return err(`Only ${name}, who started the session, can remove someone from it; ask them to.`);
  }
  if (id === actor) {
    return err('You started this session and can not be removed from it; end it instead.');
  }
  const person = participant(session, id);
  if (person === undefined) {
    return err('That person is not in this session, so there is nobody to remove.');
  }
  return ok(
    person.removed
      ? []
      : [
          ...passTheKeyboard(session, id, at, actor),
          { type: 'participantRemoved', participant: id },
        ],
  );
}

/** Two people who ask the question on the card in the same moment ask it once. */
function ask(session: Session, { type: _, ...asked }: CommandOf<'askQuestion'>): Decision {
  if (asked.text.trim() === '') {
    return err('The question is empty; type what you want to ask.');
  }
  const open = session.questions.some(
    ({ deckId, outcome }) => deckId !== undefined && deckId === asked.deckId && outcome === 'open',
  );
  return ok(open ? [] : [{ type: 'questionAsked', ...asked }]);
}

/** Only the driver's own window knows where the driver is. */
function decideDriverMove(
  { turn, driverAt }: Session,
  { type: _, ...moved }: CommandOf<'noteDriver'>,
  actor: ParticipantId,
): Decision {
  const stays =
    driverAt?.by === actor &&
    driverAt.techniques.join() === moved.techniques.join() &&
    driverAt.frameworks.join() === moved.frameworks.join() &&
    driverAt.place?.path === moved.place?.path &&
    driverAt.place?.cell === moved.place?.cell &&
    driverAt.place?.line === moved.place?.line;
  return ok(turn.driver !== actor || stays ? [] : [{ type: 'driverMoved', ...moved }]);
}

/** What came of a question, from the least to the weightiest. */
const weights: readonly Outcome[] = ['open', 'parked', 'answered', 'breakthrough'];

function resolve(
  session: Session,
  { id, outcome: wanted, answer, seen }: CommandOf<'resolveQuestion'>,
): Decision {
  const question = session.questions.find((asked) => asked.id === id);
  if (question === undefined) {
    return err('That question is not in this session.');
  }
  const overtaken = seen !== undefined && seen !== question.outcome;
  const outcome =
    overtaken && weights.indexOf(wanted) < weights.indexOf(question.outcome)
      ? question.outcome
      : wanted;
  const said = answer === undefined || question.answers.some(({ text }) => text === answer);
  if (question.outcome === outcome && said) {
    return ok([]);
  }
  return ok([
    { type: 'questionResolved', id, outcome, ...(answer === undefined ? {} : { answer }) },
  ]);
}
