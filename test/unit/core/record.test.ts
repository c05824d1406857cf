import assert from 'node:assert/strict';
import { replay } from '../../../src/core/evolve.ts';
import { Play, start } from './play.ts';

const predict = {
  type: 'recordPrediction',
  id: 'p',
  text: 'Layer-1 heads score above .7',
  credence: 80,
} as const;
const find = { type: 'recordFinding', id: 'f', text: 'Two heads do.', credence: 70 } as const;
const give = { type: 'recordDeadEnd', id: 'd', tried: 'Ablating heads one at a time' } as const;

describe('the record', () => {
  it('keeps predictions with who made them, and what came', () => {
    const play = Play.pair();
    play.do('grace', predict, start + 1);
    const [open] = play.now.predictions;
    assert.equal(open?.outcome, 'open');
    const settle = { type: 'settlePrediction', id: 'p', outcome: 'failed', note: '.4' } as const;
    assert.equal(play.do('ada', settle, start + 2), 'predictionSettled');
    assert.equal(play.do('grace', settle, start + 3), '', 'settled alike');
    assert.deepEqual(play.now.predictions, [
      {
        id: 'p',
        text: 'Layer-1 heads score above .7',
        credence: 80,
        by: 'grace',
        at: start + 1,
        turn: 2,
        outcome: 'failed',
        note: '.4',
      },
    ]);
  });

  it('takes back what was settled by mistake, and keeps what was noted', () => {
    const play = Play.pair();
    play.do('grace', predict, start);
    const settle = { type: 'settlePrediction', id: 'p' } as const;
    play.do('ada', { ...settle, outcome: 'failed', note: '.4' }, start);
    play.do('ada', { ...settle, outcome: 'open' }, start);
    assert.equal(play.now.predictions[0]?.outcome, 'open');
    assert.equal(play.now.predictions[0]?.note, '.4');
  });

  it('keeps findings, dead ends, results and the look back, each with its turn', () => {
    const play = Play.pair();
    play.do('ada', find, start);
    play.do('ada', { ...give, expected: 'a drop', revisitIf: 'in groups' }, start);
    play.do('ada', { type: 'noteResult', kind: 'figure', text: 'figures/a.png' }, start);
    play.do('grace', { type: 'swapRoles', turn: 2 }, start + 1);
    play.do('grace', { type: 'answerRetro', prompt: 'next', text: 'Another seed.' }, start + 2);
    const { findings, deadEnds, results, retro } = play.now;
    const inTurn = (turn: number, by: string, at: number) => ({ by, at, turn });
    assert.deepEqual(findings, [
      { id: 'f', text: 'Two heads do.', credence: 70, ...inTurn(2, 'ada', start) },
    ]);
    assert.deepEqual(deadEnds, [
      {
        id: 'd',
        tried: 'Ablating heads one at a time',
        expected: 'a drop',
        revisitIf: 'in groups',
        ...inTurn(2, 'ada', start),
      },
    ]);
    assert.deepEqual(results, [
      { kind: 'figure', text: 'figures/a.png', ...inTurn(2, 'ada', start) },
    ]);
    assert.deepEqual(retro, [
      { prompt: 'next', text: 'Another seed.', ...inTurn(3, 'grace', start + 2) },
    ]);
    assert.deepEqual(replay(play.entries), play.session);
  });

  it('has nothing twice, though its append was repeated', () => {
    const play = Play.pair();
    for (const command of [predict, find, give]) {
      play.do('ada', command, start);
      assert.equal(play.do('ada', command, start), '');
    }
    play.record('grace', { type: 'findingRecorded', id: 'f', text: 'Another' }, start);
    assert.equal(play.now.findings.length, 1);
    assert.equal(play.now.findings[0]?.text, 'Two heads do.');
  });

  it('takes nothing empty, and no credence but a whole number of per cent', () => {
    const play = Play.pair();
    assert.match(play.do('ada', { ...predict, text: ' ' }, start), /empty/);
    assert.match(play.do('ada', { ...find, text: '\n' }, start), /empty/);
    assert.match(play.do('ada', { ...give, tried: '' }, start), /empty/);
    const retro = { type: 'answerRetro', prompt: 'next', text: ' ' } as const;
    assert.match(play.do('ada', retro, start), /skip/);
    for (const credence of [-1, 101, 0.5, Number.NaN]) {
      assert.match(play.do('ada', { ...predict, credence }, start), /per cent/);
      assert.match(play.do('ada', { ...find, credence }, start), /per cent/);
    }
    assert.deepEqual(play.now.predictions, []);
  });

  it('knows where the driver is from the driver alone', () => {
    const play = Play.pair();
    const place = { path: 'heads.py', line: 3, text: 'attention[0]' };
    const move = { type: 'noteDriver', techniques: ['attention'], frameworks: [], place } as const;
    assert.equal(play.do('grace', move, start), '');
    assert.equal(play.do('ada', move, start), 'driverMoved');
    assert.equal(play.do('ada', move, start), '', 'stays there');
    assert.deepEqual(play.now.driverAt, {
      techniques: ['attention'],
      frameworks: [],
      place,
      by: 'ada',
    });
    play.record('grace', { type: 'driverMoved', techniques: [], frameworks: [] }, start);
    assert.deepEqual(play.now.driverAt, {
      techniques: ['attention'],
      frameworks: [],
      place,
      by: 'ada',
    });
  });

  it('knows which questions were passed over, by anyone', () => {
    const play = Play.pair();
    play.do('ada', { type: 'passQuestion', deckId: 'a' }, start);
    play.do('grace', { type: 'passQuestion', deckId: 'b' }, start);
    play.do('grace', { type: 'passQuestion', deckId: 'a' }, start);
    assert.deepEqual(play.now.passed, ['a', 'b', 'a']);
  });
});
