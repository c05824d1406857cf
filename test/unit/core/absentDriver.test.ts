import assert from 'node:assert/strict';
import { roleOf } from '../../../src/core/rotation.ts';
import { hour, minute, second } from '../../../src/core/time.ts';
import { timeLeft, timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { Play, start, swapping } from './play.ts';
import { atEnd, notice } from './turnPlay.ts';

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
