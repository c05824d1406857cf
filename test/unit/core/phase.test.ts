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

  const ways = {
    'a figure': { type: 'noteResult', kind: 'figure' },
    'a score': { type: 'noteResult', kind: 'score', text: 'accuracy 0.98' },
    'a finding': { type: 'recordFinding', id: 'f', text: 'It does.' },
    'a scaffold': scaffold,
  } as const;
  for (const [what, command] of Object.entries(ways)) {
    it(`is before believing ${what} until a question asked since then is answered`, () => {
      const play = Play.pair();
      const ask = (id: string, at: number) =>
        play.do('grace', { type: 'askQuestion', id, text: 'Why?' }, at);
      const resolve = (id: string, outcome: 'answered' | 'parked') =>
        play.do('ada', { type: 'resolveQuestion', id, outcome }, start + 4);
      ask('before', start);
      play.do('ada', command, start + 1);
      ask('after', start + 2);
      resolve('before', 'answered');
      resolve('after', 'parked');
      assert.equal(phaseOf(play.now), 'believe');
      resolve('after', 'answered');
      assert.equal(phaseOf(play.now), 'middle');
      play.do('ada', { type: 'noteResult', kind: 'figure' }, start + 5);
      assert.equal(phaseOf(play.now), 'believe', 'of the next result');
    });
  }

  it('is told however many results came up', () => {
    const play = Play.pair();
    play.do('ada', ways['a figure'], start);
    const results = Array.from({ length: 200_000 }, () => play.now.results).flat();
    assert.equal(phaseOf({ ...play.now, results }), 'believe');
  });

  it('is what a person says it is', () => {
    const play = Play.pair();
    play.do('ada', scaffold, start);
    play.do('grace', { type: 'setPhase', phase: 'stuck' }, start);
    assert.equal(phaseOf(play.now), 'stuck');
    play.do('grace', { type: 'setPhase' }, start);
    assert.equal(phaseOf(play.now), 'believe', 'inferred again');
  });
});
