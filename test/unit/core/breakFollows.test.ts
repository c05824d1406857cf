import assert from 'node:assert/strict';
import { breakFollows, isBreakDue } from '../../../src/core/breaks.ts';
import type { SessionCommand } from '../../../src/core/command.ts';
import { minute, second } from '../../../src/core/time.ts';
import { asking, Play, start } from './play.ts';

const everyTurn = { ...asking, breaks: { afterTurns: 1, length: 5 * minute } };

/** Whether a break is told to follow once Ada has done this a minute into the turn. */
function follows(turns: typeof asking, ...commands: readonly SessionCommand[]): boolean {
  const play = Play.pair(turns);
  for (const command of commands) {
    play.do('ada', command, start + minute);
  }
  return breakFollows(play.now);
}

describe('the break after the turn that is on', () => {
  it('follows where the turn will have been long enough, although it is not due yet', () => {
    const play = Play.pair(everyTurn);
    assert.equal(isBreakDue(play.now, start), false);
    assert.equal(breakFollows(play.now), true);
    assert.equal(isBreakDue(play.now, start + 15 * minute), true);
  });

  it('follows while the turn stands still as well', () => {
    assert.equal(follows(everyTurn, { type: 'pauseTurn' }), true);
    assert.equal(follows(everyTurn, { type: 'holdTurn' }), true);
    assert.equal(follows(asking, { type: 'pauseTurn' }), false);
  });

  it('follows where someone planned it', () => {
    assert.equal(follows(asking, { type: 'planBreak', planned: true }), true);
    assert.equal(follows(asking), false);
  });

  it('does not follow on a break, nor where the session ends with the turn', () => {
    assert.equal(follows(everyTurn, { type: 'takeBreak', turn: 2 }), false);
    assert.equal(follows(everyTurn, { type: 'planEnd', at: start + 10 * minute }), false);
  });
});

describe('two who press for a swap together when a break is due', () => {
  it('are on the break, which a swap later on ends', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planBreak', planned: true }, start);
    const swap: SessionCommand = { type: 'swapRoles', turn: 2 };
    assert.equal(play.do('ada', swap, start + minute), 'breakStarted');
    assert.equal(play.do('grace', swap, start + minute + second), '');
    assert.equal(play.do('grace', swap, start + minute + 3 * second), 'turnStarted');
  });
});
