import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import {
  offerText,
  overText,
  predictedText,
  runText,
} from '../../../src/features/hold/holdWords.ts';
import { limits } from '../../../src/protocol/limits.ts';
import { Play, start } from '../core/play.ts';

describe('the words about a run', () => {
  it('name the command, or the cell', () => {
    assert.equal(runText({ commandLine: '/usr/bin/python3 train.py' }), 'python3 train.py');
    assert.equal(runText({ label: 'Cell 3 of heads.ipynb' }), 'Cell 3 of heads.ipynb');
  });

  it('name no command that holds a key, and none that is not known', () => {
    assert.equal(runText({ commandLine: 'python train.py --api-key abc123' }), undefined);
    assert.equal(runText({}), undefined);
    assert.equal(
      offerText(undefined, minute),
      'What you started has run for a minute. Hold the turn until it ends?',
    );
  });

  it('are as long as the log takes them, and shorter in a notice', () => {
    const commandLine = `python ${'x'.repeat(5_000)}`;
    const what = runText({ commandLine });
    assert.equal(what?.length, limits.title);
    assert.match(offerText(what, minute), /^python x{112}… has run for a minute\./);
  });

  it('say for how long it has run, when it is offered late', () => {
    assert.match(offerText('make', minute + 20 * second), /^make has run for a minute\./);
    assert.match(offerText('make', 13 * minute), /^make has run for 13 minutes\./);
  });

  it('say how it ended and what is left of the turn', () => {
    const took = 12 * minute + 3 * second;
    const left = 8 * minute + 20 * second;
    assert.equal(
      overText({ outcome: 'done', took }, left),
      'The run has ended after 12:03; the turn goes on with 08:20 left.',
    );
    assert.match(overText({ outcome: 'failed', took }, left), /^The run has ended with an error a/);
    assert.match(overText({ outcome: 'stopped', took }, left), /^The run was stopped after 12:03;/);
    assert.equal(overText({ outcome: 'done', took }, 0), 'The run has ended after 12:03.');
  });

  it('say who predicted what, and how sure they were', () => {
    const play = Play.pair();
    const text = 'The probe reaches 0.9';
    play.do('ada', { type: 'recordPrediction', id: 'p', text, credence: 80 }, start);
    const [prediction] = play.now.predictions;
    assert.ok(prediction);
    assert.equal(
      predictedText(play.now, prediction, 'ada'),
      'You predicted: The probe reaches 0.9 (80\u00a0%). What came of it?',
    );
    assert.match(predictedText(play.now, prediction, 'grace'), /^Ada predicted: The probe/);
    play.do('other', { type: 'join', name: 'Ada' }, start);
    const theirs = { ...prediction, by: 'other' };
    assert.match(predictedText(play.now, theirs, 'grace'), /^Ada \(2\) predicted: The probe/);
  });
});
