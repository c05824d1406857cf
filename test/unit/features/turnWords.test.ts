import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { beganByItself, roleText } from '../../../src/features/turn/turnWords.ts';
import { asking, Play, start, swapping } from '../core/play.ts';

const end = start + 15 * minute;

describe('the notice of a role', () => {
  it('tells who drives, and what is left for whoever does not', () => {
    const play = Play.pair();
    play.do('lin', { type: 'join', name: 'Lin' }, start);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    assert.equal(roleText(play.now, 'grace'), 'You drive now.');
    assert.equal(roleText(play.now, 'lin'), 'Grace drives now; you navigate.');
    assert.equal(roleText(play.now, 'ada'), 'Grace drives now; you observe.');
  });

  it('tells a namesake apart, and keeps a very long name short', () => {
    const play = Play.pair();
    play.do('other', { type: 'join', name: 'Grace' }, start);
    play.do('ada', { type: 'swapRoles', turn: 2, to: 'other' }, start);
    assert.equal(roleText(play.now, 'ada'), 'Grace (2) drives now; you navigate.');
    play.do('long', { type: 'join', name: 'Ada '.repeat(25) }, start);
    play.do('ada', { type: 'swapRoles', turn: 3, to: 'long' }, start);
    assert.match(roleText(play.now, 'ada'), /^(Ada ){9}Ada… drives now; you navigate\.$/);
  });
});

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
