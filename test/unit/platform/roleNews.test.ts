import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { beganByItself } from '../../../src/platform/session/roleNews.ts';
import { asking, Play, start, swapping } from '../core/play.ts';

const end = start + 15 * minute;

describe('a turn that began by itself', () => {
  it('is one after a grace period that nobody cut short', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'expireTurn', turn: 2 }, end);
    assert.equal(beganByItself(play.now, end + 5 * second), false);
    assert.equal(beganByItself(play.now, end + swapping.grace), true);
  });

  it('is one after a break, where turns begin by themselves', () => {
    for (const [turns, byItself] of [
      [swapping, true],
      [asking, false],
    ] as const) {
      const play = Play.pair(turns);
      play.do('ada', { type: 'takeBreak', turn: 2 }, start);
      assert.equal(beganByItself(play.now, start + 5 * minute), byItself);
      assert.equal(beganByItself(play.now, start + 4 * minute), false);
    }
  });
});
