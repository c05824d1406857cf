import assert from 'node:assert/strict';
import { hour, minute } from '../../../src/core/time.ts';
import { timeLeft } from '../../../src/core/turn.ts';
import { Play, start, startSession } from './play.ts';
import { three } from './turnPlay.ts';

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
