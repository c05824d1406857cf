import assert from 'node:assert/strict';
import { phaseOf } from '../../../src/core/phase.ts';
import { minute } from '../../../src/core/time.ts';
import { Play, start } from './play.ts';

const scaffold = { type: 'noteScaffold', scaffoldId: 'a.b.c', title: 'A' } as const;

describe('the phase of a session', () => {
  it('is the start until something is asked or the first turn is over', () => {
    const play = Play.pair();
    assert.equal(phaseOf(play.now), 'start');
    play.do('grace', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
    assert.equal(phaseOf(play.now), 'middle');
  });

  it('is before believing once a scaffold is inserted, until the turn is over', () => {
    const play = Play.pair();
    play.do('ada', scaffold, start);
    assert.equal(phaseOf(play.now), 'believe');
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + minute);
    assert.equal(phaseOf(play.now), 'middle');
  });

  it('is what a person says it is', () => {
    const play = Play.pair();
    play.do('ada', scaffold, start);
    play.do('grace', { type: 'setPhase', phase: 'stuck' }, start);
    assert.equal(phaseOf(play.now), 'stuck');
  });
});
