import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { minute } from '../../../src/core/time.ts';
import { timeLeft } from '../../../src/core/turn.ts';
import { Play, start, startSession, swapping } from './play.ts';

const atEnd = start + 15 * minute;

/** Every state in which a command can meet a session, and when. Turn 2 is on, Ada drives. */
const states = {
  'before a session': () => ({ play: new Play(), at: start }),
  'while a turn runs': () => ({ play: Play.pair(), at: start + minute }),
  'in overtime that nobody has noticed': () => ({ play: Play.pair(), at: atEnd + 5_000 }),
  'while a turn is paused': () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + minute);
    return { play, at: start + 2 * minute };
  },
  'while a turn is held for a run': () => {
    const play = Play.pair();
    play.do('ada', { type: 'holdTurn', run: 'r' }, start + minute);
    return { play, at: start + 2 * minute };
  },
  'when a turn is over and the pair is asked': () => {
    const play = Play.pair();
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    return { play, at: atEnd + 5_000 };
  },
  'when a turn is over and swaps by itself': () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    return { play, at: atEnd + 5_000 };
  },
  'on a break': () => {
    const play = Play.pair();
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    return { play, at: start + 2 * minute };
  },
  'on a break that is over, and turns begin by themselves': () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    return { play, at: start + 6 * minute };
  },
  'after the end': () => {
    const play = Play.pair();
    play.do('ada', { type: 'endSession' }, start + minute);
    return { play, at: start + 2 * minute };
  },
} as const;

type StateName = keyof typeof states;

const item = { title: 'Surprises', phase: 'middle' } as const;

/** Given by Grace, who navigates. */
const commands: { readonly [T in SessionCommand['type']]: Extract<SessionCommand, { type: T }> } = {
  startSession: {
    type: 'startSession',
    sessionId: 't',
    hypothesis: '',
    turns: swapping,
    name: 'Grace',
  },
  join: { type: 'join', name: 'Grace' },
  disconnect: { type: 'disconnect' },
  leave: { type: 'leave' },
  removeParticipant: { type: 'removeParticipant', participant: 'ada' },
  pauseTurn: { type: 'pauseTurn' },
  resumeTurn: { type: 'resumeTurn' },
  extendTurn: { type: 'extendTurn', by: 5 * minute },
  expireTurn: { type: 'expireTurn', turn: 2 },
  swapAfterGrace: { type: 'swapAfterGrace', turn: 2 },
  swapRoles: { type: 'swapRoles', turn: 2 },
  shareEmail: { type: 'shareEmail', email: 'grace@example.org' },
  pauseForAbsence: { type: 'pauseForAbsence', turn: 2 },
  holdTurn: { type: 'holdTurn', what: 'python train.py' },
  endHold: { type: 'endHold', run: 'r', end: { outcome: 'done', took: minute } },
  handOff: { type: 'handOff', turn: 2, text: 'I was about to ablate.' },
  noteHandoff: { type: 'noteHandoff', turn: 2, text: 'I was about to ablate.' },
  skipNext: { type: 'skipNext', turn: 2 },
  restartTurn: { type: 'restartTurn', turn: 2 },
  takeBreak: { type: 'takeBreak', turn: 2 },
  planBreak: { type: 'planBreak', planned: true },
  endBreak: { type: 'endBreak', turn: 2 },
  planEnd: { type: 'planEnd', at: start + 90 * minute },
  noteWork: { type: 'noteWork', branch: 'interpair/heads-1a2b', commit: 'a1'.repeat(20) },
  setPhase: { type: 'setPhase', phase: 'stuck' },
  askQuestion: { type: 'askQuestion', id: 'q', text: 'Why?' },
  resolveQuestion: { type: 'resolveQuestion', id: 'q', outcome: 'answered' },
  noteScaffold: { type: 'noteScaffold', scaffoldId: 'probe', title: 'Probe' },
  setAgenda: { type: 'setAgenda', title: 'Explore', items: [{ ...item, length: minute }] },
  moveAgenda: { type: 'moveAgenda', from: 0, to: 1 },
  noteDriver: { type: 'noteDriver', techniques: ['attention'], frameworks: [] },
  passQuestion: { type: 'passQuestion', deckId: 'any.if-false' },
  noteResult: { type: 'noteResult', kind: 'figure', text: 'figures/probe.png' },
  recordPrediction: { type: 'recordPrediction', id: 'p', text: 'Above .7', credence: 80 },
  settlePrediction: { type: 'settlePrediction', id: 'p', outcome: 'cameTrue' },
  recordFinding: { type: 'recordFinding', id: 'f', text: 'It does.' },
  recordDeadEnd: { type: 'recordDeadEnd', id: 'd', tried: 'Ablation' },
  answerRetro: { type: 'answerRetro', prompt: 'next', text: 'Another seed.' },
  endSession: { type: 'endSession' },
};

const over = 'The session has ended; start a new one to go on.';
const early = 'The session has not started yet; try again in a moment.';
const running = 'A paired session is running already; end it before you start another.';
const notHers = 'Only Ada, who started the session, can remove someone from it; ask them to.';
const noQuestion = 'That question is not in this session.';
const noPrediction = 'That prediction is not in this session.';
const isOver = 'The turn is over; swap roles, or extend it first.';
const isBreak = 'You are on a break; start the next turn first.';
const notDriving = 'Only Ada, who drives, can hand over; ask them to, or take over.';
const notHerTurn = 'That turn was not yours, or is long over; say it in a question instead.';
const noAgenda = 'This session has no agenda; choose one first.';

/**
 * What a command leads to in each state, in the order of `states`: before, running, overtime, paused, held,
 * over (asked), over (swaps), break, break that is over, after; one for all in between the ends.
 */
const outcomes: { readonly [T in SessionCommand['type']]: readonly string[] } = {
  startSession: [
    'sessionStarted + participantJoined + turnStarted',
    ...Array.from({ length: 9 }, () => running),
  ],
  join: [early, ...inSession(''), over],
  disconnect: ['', ...inSession('participantDisconnected'), ''],
  leave: [early, ...inSession('participantLeft'), over],
  removeParticipant: [early, ...inSession(notHers), over],
  pauseTurn: [
    early,
    ...['turnPaused', 'turnPaused', '', 'turnPaused'],
    ...[isOver, isOver, isBreak, isBreak],
    over,
  ],
  resumeTurn: [
    early,
    ...['', '', 'turnResumed', 'turnResumed', '', '', 'turnStarted', 'turnStarted'],
    over,
  ],
  extendTurn: [early, ...inSession('turnExtended'), over],
  expireTurn: [early, '', 'turnExpired', '', '', '', '', '', '', over],
  swapAfterGrace: [early, ...inSession(''), over],
  swapRoles: [early, ...inSession('turnStarted'), over],
  shareEmail: [early, ...inSession('emailShared'), over],
  pauseForAbsence: [early, ...inSession(''), over],
  holdTurn: [
    early,
    ...['turnHeld', 'turnHeld', 'The turn is paused; resume it first, then hold it for a run.', ''],
    ...[isOver, isOver, isBreak, isBreak],
    over,
  ],
  endHold: [early, '', '', '', 'turnResumed', '', '', '', '', over],
  handOff: [early, ...Array.from({ length: 6 }, () => notDriving), isBreak, isBreak, over],
  noteHandoff: [early, ...inSession(notHerTurn), over],
  skipNext: [early, ...inSession('turnStarted'), over],
  restartTurn: [early, ...inSession('turnStarted'), over],
  takeBreak: [early, ...Array.from({ length: 6 }, () => 'breakStarted'), '', '', over],
  planBreak: [early, ...Array.from({ length: 6 }, () => 'breakPlanned'), isBreak, isBreak, over],
  endBreak: [early, '', '', '', '', '', '', '', 'turnStarted', over],
  planEnd: [early, ...inSession('endPlanned'), over],
  noteWork: [early, ...inSession('workPushed'), over],
  setPhase: [early, ...inSession('phaseSet'), over],
  askQuestion: [early, ...inSession('questionAsked'), over],
  resolveQuestion: [early, ...inSession(noQuestion), over],
  noteScaffold: [early, ...inSession('scaffoldInserted'), over],
  setAgenda: [early, ...inSession('agendaSet'), over],
  moveAgenda: [early, ...inSession(noAgenda), over],
  noteDriver: [early, ...inSession(''), over],
  passQuestion: [early, ...inSession('questionPassed'), over],
  noteResult: [early, ...inSession('resultSeen'), over],
  recordPrediction: [early, ...inSession('predictionMade'), over],
  settlePrediction: [early, ...inSession(noPrediction), over],
  recordFinding: [early, ...inSession('findingRecorded'), over],
  recordDeadEnd: [early, ...inSession('deadEndRecorded'), over],
  answerRetro: [early, ...inSession('retroAnswered'), over],
  endSession: ['', ...inSession('sessionEnded'), ''],
};

function inSession(outcome: string): string[] {
  return Array.from({ length: 8 }, () => outcome);
}

describe('decide', () => {
  for (const [index, name] of (Object.keys(states) as StateName[]).entries()) {
    for (const command of Object.values(commands)) {
      const expected = outcomes[command.type][index];
      it(`${command.type} ${name} leads to ${expected === '' ? 'nothing' : expected}`, () => {
        const { play, at } = states[name]();
        assert.equal(play.do('grace', command, at), expected);
      });
    }
  }

  it('lets nobody act who has not joined, but join', () => {
    for (const command of Object.values(commands)) {
      if (command.type !== 'startSession' && command.type !== 'join') {
        const outcome = Play.pair().do('eve', command, start);
        assert.equal(outcome, 'You are not in this session; join it first.');
      }
    }
    assert.equal(Play.pair().do('eve', { type: 'join', name: 'Eve' }, start), 'participantJoined');
  });
});

describe('the turn', () => {
  it('starts afresh when the first partner comes, and only then', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    const joined = play.do('grace', { type: 'join', name: 'Grace' }, start + 5 * minute);
    assert.equal(joined, 'participantJoined + turnStarted');
    assert.deepEqual(play.now.turn, {
      number: 2,
      driver: 'ada',
      worked: 0,
      state: 'running',
      deadline: start + 20 * minute,
      since: start + 5 * minute,
    });
    assert.equal(play.do('joan', { type: 'join', name: 'Joan' }, start), 'participantJoined');
  });

  it('waits on for a run, and a break goes on, when the first partner comes meanwhile', () => {
    for (const [wait, state] of [
      [{ type: 'holdTurn', run: 'r' }, 'held'],
      [{ type: 'takeBreak', turn: 1 }, 'break'],
    ] as const) {
      const play = new Play();
      play.do('ada', startSession(), start);
      play.do('ada', wait, start + minute);
      const { turn } = play.now;
      const joined = play.do('grace', { type: 'join', name: 'Grace' }, start + 2 * minute);
      assert.equal(joined, 'participantJoined');
      assert.equal(turn.state, state);
      assert.deepEqual(play.now.turn, turn);
    }
  });

  it('keeps what was left of it through a pause', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + 4 * minute);
    play.do('ada', { type: 'extendTurn', by: minute }, start + 5 * minute);
    play.do('grace', { type: 'resumeTurn' }, start + 60 * minute);
    const { turn } = play.now;
    assert.ok(turn.state === 'running');
    assert.equal(turn.deadline, start + 60 * minute + 12 * minute);
  });

  it('goes on with what was left when the run is over that it was held for, and only that one', () => {
    const play = Play.pair();
    const end = { outcome: 'failed', took: 12 * minute } as const;
    play.do('ada', { type: 'holdTurn', run: 'r' }, start + 4 * minute);
    const endOf = (run: string) => ({ type: 'endHold', run, end }) as const;
    assert.equal(play.do('ada', endOf('another'), start + 5 * minute), '');
    assert.equal(play.do('grace', endOf('r'), start + 16 * minute), 'turnResumed');
    assert.equal(timeLeft(play.now.turn, start + 16 * minute), 11 * minute);
    assert.equal(play.do('ada', endOf('r'), start + 17 * minute), '');
  });

  it('is extended from its deadline, and in overtime from now', () => {
    const play = Play.pair();
    play.do('ada', { type: 'extendTurn', by: 5 * minute }, start + minute);
    assert.equal(timeLeft(play.now.turn, atEnd), 5 * minute);
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd + 7 * minute);
    assert.equal(play.now.turn.state, 'expired');
    play.do('ada', { type: 'extendTurn', by: 5 * minute }, atEnd + 7 * minute);
    assert.equal(play.now.turn.state, 'running');
    assert.equal(timeLeft(play.now.turn, atEnd + 7 * minute), 5 * minute);
  });

  it('can not be extended by nothing or less', () => {
    for (const by of [0, -1, Number.NaN]) {
      const outcome = Play.pair().do('ada', { type: 'extendTurn', by }, start);
      assert.match(outcome, /more than nothing/);
    }
  });

  it('expires once, at its deadline and not before', () => {
    const play = Play.pair(swapping);
    assert.equal(play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd - 1), '');
    assert.equal(play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd), 'turnExpired');
    assert.equal(play.do('grace', { type: 'expireTurn', turn: 2 }, atEnd), '');
    const { turn } = play.now;
    assert.ok(turn.state === 'expired');
    assert.equal(turn.swapAt, atEnd + 20_000);
    assert.equal(turn.deadline, atEnd);
  });

  it('asks instead of swapping by itself when nobody noticed for long, or nobody is there', () => {
    const slept = Play.pair(swapping);
    slept.do('ada', { type: 'expireTurn', turn: 2 }, atEnd + 42 * minute);
    const alone = Play.pair(swapping);
    alone.do('grace', { type: 'disconnect' }, start);
    alone.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    for (const { now } of [slept, alone]) {
      assert.ok(now.turn.state === 'expired');
      assert.equal(now.turn.swapAt, undefined);
    }
  });

  it('swaps by itself when the grace period is over, and not before', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    const swap = { type: 'swapAfterGrace', turn: 2 } as const;
    assert.equal(play.do('grace', swap, atEnd + 20_000 - 1), '');
    assert.equal(play.do('grace', swap, atEnd + 20_000), 'turnStarted');
    assert.equal(play.do('ada', swap, atEnd + 20_000), '');
    assert.equal(play.now.turn.driver, 'grace');
  });

  it('leaves the swap to the pair when a sleep outlasted the grace period, or nobody can take over', () => {
    const swap = { type: 'swapAfterGrace', turn: 2 } as const;
    const slept = Play.pair(swapping);
    slept.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    const alone = Play.pair(swapping);
    alone.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    alone.do('grace', { type: 'disconnect' }, atEnd);
    assert.equal(slept.do('ada', swap, atEnd + 42 * minute), 'turnExpired');
    assert.equal(alone.do('ada', swap, atEnd + 20_000), 'turnExpired');
    for (const { now } of [slept, alone]) {
      assert.ok(now.turn.state === 'expired' && now.turn.swapAt === undefined);
      assert.equal(now.turn.driver, 'ada');
    }
  });

  it('is extended once when both take five more minutes at its end', () => {
    const play = Play.pair();
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    const more = { type: 'extendTurn', by: 5 * minute, deadline: atEnd } as const;
    assert.equal(play.do('ada', more, atEnd), 'turnExtended');
    assert.equal(play.do('grace', more, atEnd), '');
    assert.equal(timeLeft(play.now.turn, atEnd), 5 * minute);
  });

  it('takes the question on the card once when both ask it', () => {
    const play = Play.pair();
    const ask = (id: string) =>
      ({ type: 'askQuestion', id, text: 'Why?', deckId: 'any.why' }) as const;
    assert.equal(play.do('ada', ask('one'), start), 'questionAsked');
    assert.equal(play.do('grace', ask('two'), start), '');
    play.do('ada', { type: 'resolveQuestion', id: 'one', outcome: 'answered' }, start);
    assert.equal(play.do('grace', ask('three'), start), 'questionAsked');
  });

  it('swaps once however often the same swap is asked for', () => {
    const play = Play.pair();
    const swap = { type: 'swapRoles', turn: 2 } as const;
    assert.equal(play.do('ada', swap, start + minute), 'turnStarted');
    assert.equal(play.do('grace', swap, start + minute), '');
    assert.equal(play.do('ada', swap, start + minute), '');
    assert.equal(play.now.turn.driver, 'grace');
    assert.equal(play.now.turn.number, 3);
  });

  it('goes round in join order and skips who is absent', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    const drivers = [2, 3, 4].map((turn) => {
      play.do('ada', { type: 'swapRoles', turn }, start);
      return play.now.turn.driver;
    });
    assert.deepEqual(drivers, ['grace', 'joan', 'ada']);
    play.do('grace', { type: 'disconnect' }, start);
    play.do('ada', { type: 'swapRoles', turn: 5 }, start);
    assert.equal(play.now.turn.driver, 'joan');
  });

  it('can be handed to someone by name, if they are here', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 2, to: 'joan' }, start), 'turnStarted');
    assert.equal(play.now.turn.driver, 'joan');
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 3, to: 'joan' }, start), '');
    play.do('grace', { type: 'disconnect' }, start);
    assert.match(play.do('ada', { type: 'swapRoles', turn: 3, to: 'grace' }, start), /is offline/);
    assert.match(play.do('ada', { type: 'swapRoles', turn: 3, to: 'eve' }, start), /Nobody else/);
  });

  it('has nobody to go to when someone is alone', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    assert.match(play.do('ada', { type: 'swapRoles', turn: 1 }, start), /invite a partner/);
  });

  it('passes on when the driver leaves for good, and stays when their connection goes', () => {
    const left = Play.pair();
    assert.equal(left.do('ada', { type: 'leave' }, start), 'participantLeft + turnStarted');
    assert.equal(left.now.turn.driver, 'grace');
    const lost = Play.pair();
    assert.equal(lost.do('ada', { type: 'disconnect' }, start), 'participantDisconnected');
    assert.equal(lost.now.turn.driver, 'ada');
    assert.equal(lost.do('ada', { type: 'join', name: 'Ada L.' }, start), 'participantReturned');
    assert.deepEqual(
      lost.now.participants.map(({ name, present }) => [name, present]),
      [
        ['Ada L.', true],
        ['Grace', true],
      ],
    );
  });
});

describe('a question', () => {
  const ask = { type: 'askQuestion', id: 'q', text: 'Is it BOS?' } as const;

  it('has an outcome that anyone may set, once each', () => {
    const play = Play.pair();
    play.do('ada', ask, start);
    const resolve = {
      type: 'resolveQuestion',
      id: 'q',
      outcome: 'answered',
      answer: 'Yes.',
    } as const;
    assert.equal(play.do('grace', resolve, start), 'questionResolved');
    assert.equal(play.do('ada', resolve, start), '');
    assert.deepEqual(play.now.questions, [
      {
        id: 'q',
        text: 'Is it BOS?',
        askedBy: 'ada',
        askedAt: start,
        outcome: 'answered',
        answers: [{ text: 'Yes.', by: 'grace', at: start }],
      },
    ]);
  });

  it('keeps both answers of two people who answer at once, and the weightier outcome', () => {
    const play = Play.pair();
    play.do('ada', ask, start);
    const answered = { type: 'resolveQuestion', id: 'q', seen: 'open' } as const;
    play.do('grace', { ...answered, outcome: 'breakthrough', answer: 'It is BOS!' }, start + 1);
    play.do('ada', { ...answered, outcome: 'answered', answer: 'Token 0.' }, start + 2);
    const [question] = play.now.questions;
    assert.equal(question?.outcome, 'breakthrough');
    assert.deepEqual(question?.answers, [
      { text: 'It is BOS!', by: 'grace', at: start + 1 },
      { text: 'Token 0.', by: 'ada', at: start + 2 },
    ]);
  });

  it('is reopened by someone who saw what had come of it', () => {
    const play = Play.pair();
    play.do('ada', ask, start);
    const resolve = { type: 'resolveQuestion', id: 'q' } as const;
    play.do('ada', { ...resolve, outcome: 'answered' }, start);
    assert.equal(play.do('grace', { ...resolve, outcome: 'open', seen: 'open' }, start), '');
    play.do('grace', { ...resolve, outcome: 'open', seen: 'answered' }, start);
    assert.equal(play.now.questions[0]?.outcome, 'open');
  });

  it('is not asked empty', () => {
    assert.match(Play.pair().do('ada', { ...ask, text: ' \n' }, start), /empty/);
  });
});
