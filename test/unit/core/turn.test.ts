import assert from 'node:assert/strict';
import { handoffToDriver } from '../../../src/core/handoff.ts';
import { roleOf } from '../../../src/core/rotation.ts';
import { hour, minute, second } from '../../../src/core/time.ts';
import { timeLeft, timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { Play, start, startSession, swapping } from './play.ts';

const atEnd = start + 15 * minute;

/** Ada drives turn 2 until `atEnd`; Grace and Joan are there. */
function three(turns = swapping): Play {
  const play = Play.pair(turns);
  play.do('joan', { type: 'join', name: 'Joan' }, start);
  return play;
}

/** Whoever notices does what comes next by itself, if it is due. */
function notice(play: Play, at: number): string {
  const due = turnDue(play.now, at);
  return due !== undefined && due.at <= at ? play.do('grace', due.command, at) : '';
}

/** Takes turns of the full length, one after the other, from a time on; when the last was handed over. */
function work(play: Play, turns: number, from: number): number {
  let at = from;
  for (let taken = 0; taken < turns; taken++) {
    at += 15 * minute;
    play.do(play.now.turn.driver, { type: 'swapRoles', turn: play.now.turn.number }, at);
  }
  return at;
}

describe('a turn that is held for a run', () => {
  const hold = { type: 'holdTurn', what: 'python train.py', run: 'r', prediction: 'p' } as const;

  function held(): Play {
    const play = Play.pair(swapping);
    play.do('ada', hold, start + 4 * minute);
    return play;
  }

  it('keeps what is left of it, and says what it waits for', () => {
    const { turn } = held().now;
    assert.deepEqual(turn, {
      ...{ number: 2, driver: 'ada', worked: 4 * minute, state: 'held', remaining: 11 * minute },
      ...{ since: start + 4 * minute, what: 'python train.py', run: 'r', prediction: 'p' },
    });
    assert.equal(timeLeft(turn, start + hour), 11 * minute);
    assert.equal(timeWorked(turn, start + hour), 4 * minute);
  });

  it('goes on when that run ends, and at the end of no other', () => {
    const play = held();
    assert.equal(play.do('ada', { type: 'endHold', run: 'other' }, start + hour), '');
    assert.equal(play.do('ada', { type: 'endHold', run: 'r' }, start + hour), 'turnResumed');
    assert.equal(timeLeft(play.now.turn, start + hour), 11 * minute);
    assert.equal(play.do('ada', { type: 'endHold', run: 'r' }, start + hour), '');
  });

  it('stays paused if someone paused it meanwhile, whatever becomes of the run', () => {
    const play = held();
    assert.equal(play.do('grace', { type: 'pauseTurn' }, start + 5 * minute), 'turnPaused');
    assert.equal(play.do('ada', { type: 'endHold', run: 'r' }, start + hour), '');
    assert.equal(play.now.turn.state, 'paused');
  });

  it('waits for a driver who is gone when the run ends', () => {
    const play = held();
    play.do('ada', { type: 'disconnect' }, start + 5 * minute);
    assert.equal(play.do('grace', { type: 'endHold', run: 'r' }, start + hour), 'turnPaused');
    const back = play.do('ada', { type: 'join', name: 'Ada' }, start + 2 * hour);
    assert.equal(back, 'participantReturned + turnResumed');
    assert.equal(timeLeft(play.now.turn, start + 2 * hour), 11 * minute);
  });

  it('is not paused because its driver is gone, nor over, however long the run takes', () => {
    const play = held();
    play.do('ada', { type: 'disconnect' }, start + 5 * minute);
    assert.equal(turnDue(play.now, start + 5 * hour), undefined);
  });
});

describe('a break', () => {
  it('comes after four turns that were worked', () => {
    const play = Play.pair();
    const at = work(play, 3, start);
    assert.equal(play.now.turnsSinceBreak, 3);
    const fourth = { type: 'swapRoles', turn: 5 } as const;
    assert.equal(play.do('ada', fourth, at + 15 * minute), 'breakStarted');
    assert.equal(play.now.turnsSinceBreak, 0);
    const { turn } = play.now;
    assert.ok(turn.state === 'break');
    assert.equal(turn.until - turn.since, 5 * minute);
    assert.equal(turn.number, 5);
    assert.equal(turn.worked, 15 * minute);
  });

  it('does not come after four quick swaps', () => {
    const play = Play.pair();
    for (let turn = 2; turn < 8; turn++) {
      assert.equal(
        play.do('ada', { type: 'swapRoles', turn }, start + turn * minute),
        'turnStarted',
      );
    }
    assert.equal(play.now.turnsSinceBreak, 0);
  });

  it('counts a turn from half of its length on, without the time in which it was held', () => {
    for (const [worked, counted] of [
      [7.5 * minute, 1],
      [7.5 * minute - 1, 0],
    ] as const) {
      const play = Play.pair();
      play.do('ada', { type: 'holdTurn', run: 'r' }, start + minute);
      play.do('ada', { type: 'endHold', run: 'r' }, start + hour);
      play.do('ada', { type: 'swapRoles', turn: 2 }, start + hour + worked - minute);
      assert.equal(play.now.turnsSinceBreak, counted);
    }
  });

  it('counts a turn that was cut short and worked on in overtime', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planEnd', at: start + 5 * minute }, start);
    play.do('ada', { type: 'expireTurn', turn: 2 }, start + 5 * minute);
    assert.equal(timeWorked(play.now.turn, start + 8 * minute), 8 * minute);
    play.do('ada', { type: 'extendTurn', by: minute }, start + 8 * minute);
    assert.equal(timeWorked(play.now.turn, start + 8.5 * minute), 8.5 * minute);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 8.5 * minute);
    assert.equal(play.now.turnsSinceBreak, 1);
  });

  it('counts overtime in full, however late it was noticed', () => {
    const play = Play.pair();
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd + 3 * minute);
    assert.equal(timeWorked(play.now.turn, atEnd + 4 * minute), 19 * minute);
  });

  it('is planned for after the turn, which it does not cut', () => {
    const play = Play.pair(swapping);
    assert.equal(play.do('grace', { type: 'planBreak', planned: true }, start), 'breakPlanned');
    assert.equal(play.do('ada', { type: 'planBreak', planned: true }, start), '');
    assert.equal(notice(play, atEnd - 1), '');
    assert.equal(notice(play, atEnd), 'turnExpired');
    assert.equal(notice(play, atEnd + 20 * second), 'breakStarted');
    assert.equal(play.now.breakPlanned, false);
  });

  it('does not come when it was planned and is not wanted after all', () => {
    const play = Play.pair();
    play.do('grace', { type: 'planBreak', planned: true }, start);
    assert.equal(play.do('ada', { type: 'planBreak', planned: false }, start), 'breakPlanned');
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 2 }, start), 'turnStarted');
  });

  it('can be skipped, and is due again after the next turn', () => {
    const play = Play.pair();
    play.do('grace', { type: 'planBreak', planned: true }, start);
    const skip = { type: 'swapRoles', turn: 2, skipBreak: true } as const;
    assert.equal(play.do('ada', skip, start), 'turnStarted');
    assert.equal(play.do('grace', { type: 'swapRoles', turn: 3 }, start), 'breakStarted');
  });

  it('holds up nobody who takes over by name', () => {
    const play = Play.pair();
    play.do('grace', { type: 'planBreak', planned: true }, start);
    const take = { type: 'swapRoles', turn: 2, to: 'grace' } as const;
    assert.equal(play.do('grace', take, start), 'turnStarted');
  });

  it('does not come with nothing but the end of the session after it, unless someone planned it', () => {
    const play = Play.pair();
    const at = work(play, 3, start) + 15 * minute;
    play.do('ada', { type: 'planEnd', at: at + 12 * minute }, at);
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 5 }, at), 'turnStarted');
    play.do('ada', { type: 'planBreak', planned: true }, at);
    assert.equal(play.do('grace', { type: 'swapRoles', turn: 6 }, at), 'breakStarted');
  });

  it('is over at the planned end at the latest, also if that is planned during the break', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planEnd', at: start + 4 * minute }, start);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    assert.equal(timeLeft(play.now.turn, start + minute), 3 * minute);
    const more = play.do('ada', { type: 'extendTurn', by: minute }, start + 2 * minute);
    assert.equal(more, 'The session is meant to end with this break; move its end first.');
    play.do('ada', { type: 'planEnd', at: start + 3 * minute }, start + 2 * minute);
    assert.equal(timeLeft(play.now.turn, start + 2 * minute), minute);
  });

  it('gives way to the next turn by itself where turns do, and not a moment before', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    assert.equal(turnDue(play.now, start + 2 * minute)?.at, start + 6 * minute);
    const end = { type: 'endBreak', turn: 2 } as const;
    assert.equal(play.do('grace', end, start + 6 * minute - 1), '');
    assert.equal(play.do('grace', end, start + 6 * minute), 'turnStarted');
    assert.equal(play.do('ada', end, start + 6 * minute), '');
    assert.equal(play.now.turn.driver, 'grace');
    assert.equal(timeLeft(play.now.turn, start + 6 * minute), 15 * minute);
  });

  it('waits for the pair where turns do, or when nobody watched it end', () => {
    const waiting = Play.pair();
    const slept = Play.pair(swapping);
    for (const play of [waiting, slept]) {
      play.do('ada', { type: 'takeBreak', turn: 2 }, start);
      const late = start + 5 * minute + 61 * second;
      assert.equal(turnDue(play.now, late), undefined);
      assert.equal(play.do('ada', { type: 'endBreak', turn: 2 }, late), '');
    }
    assert.equal(turnDue(waiting.now, start), undefined);
    assert.equal(slept.do('ada', { type: 'resumeTurn' }, start + hour), 'turnStarted');
    assert.equal(slept.now.turn.driver, 'grace');
  });

  it('is longer for whoever extends it', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    const until = start + 5 * minute;
    const more = { type: 'extendTurn', by: 5 * minute, deadline: until } as const;
    assert.equal(play.do('ada', more, until), 'turnExtended');
    assert.equal(play.do('grace', more, until), '');
    assert.equal(notice(play, until), '');
    assert.equal(notice(play, until + 5 * minute), 'turnStarted');
  });

  it('goes on when whoever drove before it leaves, and passes over who is absent after it', () => {
    const play = three();
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    assert.equal(play.do('ada', { type: 'leave' }, start), 'participantLeft');
    play.do('grace', { type: 'disconnect' }, start);
    assert.equal(play.do('joan', { type: 'resumeTurn' }, start), 'turnStarted');
    assert.equal(play.now.turn.driver, 'joan');
  });

  it('goes on when whoever drove before it is removed, who drives no more', () => {
    const play = three();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    play.do('ada', { type: 'takeBreak', turn: 3 }, start);
    const remove = { type: 'removeParticipant', participant: 'grace' } as const;
    assert.equal(play.do('ada', remove, start), 'participantRemoved');
    assert.equal(play.now.turn.state, 'break');
    assert.equal(roleOf(play.now, 'grace'), undefined);
    assert.match(play.do('ada', { type: 'restartTurn', turn: 3 }, start), /Grace is offline/);
    play.do('ada', { type: 'endBreak', turn: 3 }, start + 5 * minute);
    assert.equal(play.now.turn.driver, 'joan');
  });

  it('is followed by a turn of the same driver when nobody else is left, and by none when nobody is', () => {
    const alone = Play.pair(swapping);
    alone.do('ada', { type: 'takeBreak', turn: 2 }, start);
    alone.do('grace', { type: 'leave' }, start);
    assert.equal(alone.do('ada', { type: 'resumeTurn' }, start + minute), 'turnStarted');
    assert.equal(alone.now.turn.driver, 'ada');
    const empty = Play.pair(swapping);
    empty.do('ada', { type: 'takeBreak', turn: 2 }, start);
    empty.do('grace', { type: 'leave' }, start);
    empty.do('ada', { type: 'disconnect' }, start);
    assert.equal(turnDue(empty.now, start), undefined);
    assert.match(empty.do('ada', { type: 'resumeTurn' }, start), /Nobody is here/);
  });
});

describe('the driver who is gone', () => {
  const back = { type: 'join', name: 'Ada' } as const;
  const gone = start + 5 * minute;
  const noticed = gone + 30 * second;

  function left(turns = swapping): Play {
    const play = Play.pair(turns);
    play.do('ada', { type: 'disconnect' }, gone);
    return play;
  }

  function paused(): Play {
    const play = left();
    notice(play, noticed);
    return play;
  }

  it('pauses the turn after half a minute, and not a moment before', () => {
    const play = left();
    const pause = { type: 'pauseForAbsence', turn: 2 } as const;
    assert.deepEqual(turnDue(play.now, gone), { at: noticed, command: pause });
    assert.equal(play.do('grace', pause, noticed - 1), '');
    assert.equal(play.do('grace', pause, noticed), 'turnPaused');
    assert.equal(play.do('grace', pause, noticed), '');
    assert.equal(timeLeft(play.now.turn, start + hour), 9.5 * minute);
  });

  it('costs the pair nothing by a short break of the connection', () => {
    const play = left();
    play.do('ada', back, gone + 29 * second);
    assert.equal(notice(play, gone + minute), '');
    assert.equal(timeLeft(play.now.turn, atEnd), 0);
  });

  it('goes on where they were when they are back', () => {
    const play = paused();
    assert.equal(play.do('ada', back, start + hour), 'participantReturned + turnResumed');
    assert.equal(timeLeft(play.now.turn, start + hour), 9.5 * minute);
    assert.equal(timeWorked(play.now.turn, start + hour), 5.5 * minute);
  });

  it('finds the turn paused when they are back, if someone paused it', () => {
    const before = left();
    before.do('grace', { type: 'pauseTurn' }, gone);
    const after = paused();
    assert.equal(after.do('grace', { type: 'pauseTurn' }, noticed), 'turnPaused');
    assert.equal(after.do('grace', { type: 'pauseTurn' }, noticed), '');
    for (const play of [before, after]) {
      assert.equal(notice(play, start + 10 * minute), '');
      assert.equal(play.do('ada', back, start + hour), 'participantReturned');
      assert.equal(play.now.turn.state, 'paused');
    }
  });

  it('finds someone else at the keyboard who took over', () => {
    const play = paused();
    play.do('grace', { type: 'swapRoles', turn: 2, to: 'grace' }, start + 8 * minute);
    assert.equal(play.do('ada', back, start + hour), 'participantReturned');
    assert.equal(play.now.turn.driver, 'grace');
    assert.equal(roleOf(play.now, 'ada'), 'navigator');
  });

  it('is not waited for once more when someone lets the turn go on without them', () => {
    const play = paused();
    assert.equal(play.do('grace', { type: 'resumeTurn' }, start + 8 * minute), 'turnResumed');
    assert.equal(turnDue(play.now, start + 9 * minute)?.command.type, 'expireTurn');
    play.do('ada', back, start + 10 * minute);
    play.do('ada', { type: 'disconnect' }, start + 11 * minute);
    assert.equal(turnDue(play.now, start + 11 * minute)?.at, start + 11 * minute + 30 * second);
  });

  it('does not stop a turn that is over by then', () => {
    const last = Play.pair(swapping);
    last.do('ada', { type: 'disconnect' }, atEnd - 20 * second);
    assert.equal(turnDue(last.now, atEnd - second)?.at, atEnd);
    assert.equal(notice(last, atEnd), 'turnExpired');
    const slept = left();
    assert.equal(slept.do('grace', { type: 'pauseForAbsence', turn: 2 }, atEnd), '');
    assert.equal(notice(slept, start + hour), 'turnExpired');
  });

  it('gets no turn by a restart, and nobody is passed over for them', () => {
    const play = paused();
    const restart = play.do('grace', { type: 'restartTurn', turn: 2 }, noticed);
    assert.match(restart, /^Ada is offline and can't drive right now; wait/);
    const skip = play.do('grace', { type: 'skipNext', turn: 2 }, noticed);
    assert.equal(skip, 'Only Grace is here to drive; swap roles instead.');
  });
});

describe('who drives next', () => {
  it('is the one after, when someone is passed over', () => {
    const play = three();
    assert.equal(play.do('ada', { type: 'skipNext', turn: 2 }, start), 'turnStarted');
    assert.equal(play.now.turn.driver, 'joan');
    assert.equal(play.do('grace', { type: 'skipNext', turn: 2 }, start), '');
  });

  it('is the driver again, when there is nobody after who is passed over', () => {
    const play = Play.pair();
    play.do('ada', { type: 'skipNext', turn: 2 }, start + 10 * minute);
    const { turn } = play.now;
    assert.equal(turn.driver, 'ada');
    assert.equal(turn.number, 3);
    assert.equal(timeLeft(turn, start + 10 * minute), 15 * minute);
    assert.equal(turn.from, undefined);
  });

  it('is nobody to pass over when someone is alone', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    const skip = play.do('ada', { type: 'skipNext', turn: 1 }, start);
    assert.equal(skip, 'Nobody else is here to pass over; invite a partner first.');
  });

  it('is not someone absent, also after a pause', () => {
    const play = three();
    play.do('ada', { type: 'pauseTurn' }, start);
    play.do('grace', { type: 'disconnect' }, start);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + hour);
    assert.equal(play.now.turn.driver, 'joan');
    play.do('joan', { type: 'skipNext', turn: 3 }, start + hour);
    assert.equal(play.now.turn.driver, 'joan');
  });

  it('has the whole of a turn that is begun anew', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + 14 * minute);
    const restart = { type: 'restartTurn', turn: 2 } as const;
    assert.equal(play.do('grace', restart, start + 14 * minute), 'turnStarted');
    assert.equal(play.do('ada', restart, start + 14 * minute), '');
    assert.equal(play.now.turn.driver, 'ada');
    assert.equal(timeLeft(play.now.turn, start + 14 * minute), 15 * minute);
    assert.equal(play.now.turnsSinceBreak, 1);
  });
});

describe('what a driver leaves', () => {
  const text = 'I was about to ablate L5H1.';
  const place = { path: 'probe.py', line: 12, text: 'hook(' };

  it('goes with the keyboard to whoever it is handed to', () => {
    const play = three();
    const handOff = { type: 'handOff', turn: 2, to: 'joan', text, place } as const;
    assert.equal(play.do('ada', handOff, start), 'handedOff + turnStarted');
    assert.deepEqual(handoffToDriver(play.now), {
      ...{ turn: 2, by: 'ada', to: 'joan', at: start, text, place },
    });
    assert.equal(play.do('ada', handOff, start), '');
  });

  it('waits through a break for whoever drives after it', () => {
    const play = three();
    play.do('ada', { type: 'planBreak', planned: true }, start);
    const outcome = play.do('ada', { type: 'handOff', turn: 2, text }, start);
    assert.equal(outcome, 'handedOff + breakStarted');
    play.do('grace', { type: 'disconnect' }, start);
    play.do('ada', { type: 'resumeTurn' }, start + 5 * minute);
    assert.equal(handoffToDriver(play.now)?.to, 'joan');
    assert.equal(handoffToDriver(play.now)?.text, text);
  });

  it('waits for the next driver when their own turn begins anew', () => {
    for (const again of ['restartTurn', 'skipNext'] as const) {
      const play = Play.pair();
      play.do('ada', { type: 'noteHandoff', turn: 2, text }, start);
      play.do('grace', { type: again, turn: 2 }, start);
      assert.equal(handoffToDriver(play.now), undefined);
      play.do('ada', { type: 'swapRoles', turn: 3 }, start);
      assert.equal(handoffToDriver(play.now)?.text, text);
      assert.equal(play.now.handoffs.length, 1);
    }
  });

  it('is still left by a driver who was writing while the roles swapped', () => {
    const play = Play.pair();
    play.do('grace', { type: 'swapRoles', turn: 2 }, start);
    const handOff = { type: 'handOff', turn: 2, text } as const;
    assert.equal(play.do('ada', handOff, start + second), 'handedOff');
    assert.equal(play.do('ada', handOff, start + second), '');
    assert.equal(play.now.turn.driver, 'grace');
    assert.equal(handoffToDriver(play.now)?.text, text);
    assert.match(play.do('grace', handOff, start + second), /^That turn was not yours/);
  });

  it('is still left by a driver whose own turn began anew meanwhile', () => {
    const play = Play.pair();
    play.do('grace', { type: 'skipNext', turn: 2 }, start);
    assert.equal(play.do('ada', { type: 'handOff', turn: 2, text }, start), 'handedOff');
    play.do('ada', { type: 'swapRoles', turn: 3 }, start);
    assert.equal(handoffToDriver(play.now)?.text, text);
  });

  it('stands beside what the next driver has left by then', () => {
    const play = Play.pair();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    play.do('grace', { type: 'noteHandoff', turn: 3, text: 'Layer 6 is next.' }, start);
    play.do('ada', { type: 'noteHandoff', turn: 2, text }, start);
    assert.equal(handoffToDriver(play.now)?.text, text);
    play.do('grace', { type: 'swapRoles', turn: 3 }, start);
    assert.equal(handoffToDriver(play.now)?.text, 'Layer 6 is next.');
    assert.deepEqual(
      play.now.handoffs.map(({ turn, by, to }) => [turn, by, to]),
      [
        [2, 'ada', 'grace'],
        [3, 'grace', 'ada'],
      ],
    );
  });

  it('is one thing though it came in two goes, and nothing where nothing was said', () => {
    const play = Play.pair();
    assert.equal(play.do('ada', { type: 'noteHandoff', turn: 2, text: ' ' }, start), '');
    play.do('ada', { type: 'noteHandoff', turn: 2, text }, start);
    assert.equal(play.do('ada', { type: 'noteHandoff', turn: 2, text }, start), '');
    assert.equal(
      play.do('ada', { type: 'handOff', turn: 2, place }, start),
      'handedOff + turnStarted',
    );
    assert.deepEqual(play.now.handoffs, [
      { turn: 2, by: 'ada', to: 'grace', at: start, text, place },
    ]);
    const silent = Play.pair();
    assert.equal(silent.do('ada', { type: 'handOff', turn: 2, text: '' }, start), 'turnStarted');
    assert.deepEqual(silent.now.handoffs, []);
  });
});

describe('the planned end of a session', () => {
  const end = start + 20 * minute;

  function ending(turns = swapping): Play {
    const play = Play.pair(turns);
    play.do('ada', { type: 'planEnd', at: end }, start);
    return play;
  }

  it('cuts the turns that would go on past it, also one that is on', () => {
    const play = ending();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 10 * minute);
    assert.equal(timeLeft(play.now.turn, end), 0);
    play.do('ada', { type: 'planEnd', at: start + 12 * minute }, start + 10 * minute);
    assert.equal(timeLeft(play.now.turn, start + 12 * minute), 0);
    play.do('grace', { type: 'pauseTurn' }, start + 10 * minute);
    play.do('grace', { type: 'resumeTurn' }, start + 11 * minute);
    assert.equal(timeLeft(play.now.turn, start + 12 * minute), 0);
  });

  it('caps an extension, and leaves none where nothing is left', () => {
    const play = ending();
    const more = { type: 'extendTurn', by: 10 * minute } as const;
    assert.equal(play.do('ada', more, start), 'turnExtended');
    assert.equal(timeLeft(play.now.turn, end), 0);
    assert.equal(
      play.do('ada', more, start + minute),
      'The session is meant to end with this turn; move its end first.',
    );
    play.do('ada', { type: 'expireTurn', turn: 2 }, end);
    assert.equal(play.do('ada', more, end + minute), 'turnExtended');
    assert.equal(timeLeft(play.now.turn, end + minute), 10 * minute);
  });

  it('lets nobody take over by itself for less than a fifth of a turn', () => {
    for (const [left, announced] of [
      [3 * minute, true],
      [3 * minute - 1, false],
      [0, false],
    ] as const) {
      const play = Play.pair(swapping);
      play.do('ada', { type: 'planEnd', at: atEnd + 20 * second + left }, start);
      play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
      const { turn } = play.now;
      assert.ok(turn.state === 'expired');
      assert.equal(turn.swapAt !== undefined, announced, `${left} ms before the end`);
      assert.equal(play.do('ada', { type: 'swapRoles', turn: 2 }, atEnd), 'turnStarted');
    }
  });

  it('takes back a swap that was announced before the end was moved', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    play.do('grace', { type: 'planEnd', at: atEnd + minute }, atEnd + second);
    assert.equal(notice(play, atEnd + 20 * second), 'turnExpired');
    assert.equal(turnDue(play.now, atEnd + 20 * second), undefined);
  });

  it('is not followed by a turn that begins by itself after a break', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'planEnd', at: start + 5 * minute }, start);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    assert.equal(turnDue(play.now, start + 2 * minute), undefined);
    assert.equal(play.do('ada', { type: 'endBreak', turn: 2 }, start + 5 * minute), '');
    assert.equal(play.do('ada', { type: 'resumeTurn' }, start + 5 * minute), 'turnStarted');
  });

  it('holds up nothing once it has gone by: who goes on has whole turns that swap by themselves', () => {
    const play = ending();
    play.do('ada', { type: 'swapRoles', turn: 2 }, end + minute);
    assert.equal(timeLeft(play.now.turn, end + minute), 15 * minute);
    assert.equal(notice(play, end + 16 * minute), 'turnExpired');
    assert.equal(notice(play, end + 16 * minute + 20 * second), 'turnStarted');
  });

  it('can be moved and taken back, and lies ahead', () => {
    const play = ending();
    assert.equal(play.do('ada', { type: 'planEnd', at: end }, start), '');
    assert.match(play.do('ada', { type: 'planEnd', at: start }, start), /^That time has gone by/);
    assert.equal(play.do('grace', { type: 'planEnd' }, start), 'endPlanned');
    assert.equal(play.now.endsAt, undefined);
    assert.equal(play.do('grace', { type: 'planEnd' }, start), '');
  });
});
