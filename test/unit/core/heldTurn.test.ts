import assert from 'node:assert/strict';
import { hour, minute } from '../../../src/core/time.ts';
import { timeLeft, timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { Play, start, swapping } from './play.ts';

describe('a turn that is held for a run', () => {
  const end = { outcome: 'done', took: minute } as const;
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
    assert.equal(play.do('ada', { type: 'endHold', run: 'other', end }, start + hour), '');
    assert.equal(play.do('ada', { type: 'endHold', run: 'r', end }, start + hour), 'turnResumed');
    assert.equal(timeLeft(play.now.turn, start + hour), 11 * minute);
    assert.equal(play.do('ada', { type: 'endHold', run: 'r', end }, start + hour), '');
  });

  it('stays paused if someone paused it meanwhile, whatever becomes of the run', () => {
    const play = held();
    assert.equal(play.do('grace', { type: 'pauseTurn' }, start + 5 * minute), 'turnPaused');
    assert.equal(play.do('ada', { type: 'endHold', run: 'r', end }, start + hour), '');
    assert.equal(play.now.turn.state, 'paused');
  });

  it('waits for a driver who is gone when the run ends', () => {
    const play = held();
    play.do('ada', { type: 'disconnect' }, start + 5 * minute);
    assert.equal(play.do('grace', { type: 'endHold', run: 'r', end }, start + hour), 'turnPaused');
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
