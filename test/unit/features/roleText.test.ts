import assert from 'node:assert/strict';
import { roleText } from '../../../src/features/turn/roleText.ts';
import { Play, start } from '../core/play.ts';

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
