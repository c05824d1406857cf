import assert from 'node:assert/strict';
import { scoreIn } from '../../../src/core/score.ts';

const escapeKey = '\u001b';

const printed: Readonly<Record<string, string>> = {
  'accuracy: 0.93': 'accuracy 0.93',
  'Test accuracy = 93.1 %': 'Test accuracy 93.1 %',
  'acc=0.5': 'acc 0.5',
  'val_acc 0.91 loss 0.2': 'val_acc 0.91',
  'AUC 0.87': 'AUC 0.87',
  'selectivity 0.4 (control 0.3)': 'selectivity 0.4',
  'R\u00b2 = .91': 'R\u00b2 .91',
  'accuracy of the probe on layer 3: 0.81': 'accuracy 0.81',
  'balanced accuracy 0.62 \u00b1 0.03': 'balanced accuracy 0.62',
  'f1-score 0.8': 'f1 0.8',
  'logit difference recovered 0.92': 'logit difference 0.92',
  'Accuracy: 1': 'Accuracy 1',
  "{'accuracy': 0.93}": 'accuracy 0.93',
  'accuracy              0.97       100': 'accuracy 0.97',
  'explained variance: 1.2e-3': 'explained variance 1.2e-3',
};

const silent = [
  '',
  'accuracy',
  '12 accuracy tests passed',
  'accuracies: [0.1, 0.2]',
  'recall 2019',
  'accuracy v1.2 installed',
  'Downloading model 0.93 GB',
  'accurate to 0.1',
  `accuracy ${'x'.repeat(500)} 0.5`,
];

describe('a score that was printed', () => {
  for (const [text, score] of Object.entries(printed)) {
    it(`is "${score}" in "${text}"`, () => {
      assert.equal(scoreIn(text), score);
    });
  }

  for (const text of silent) {
    it(`is not in "${text.slice(0, 40)}"`, () => {
      assert.equal(scoreIn(text), undefined);
    });
  }

  it('is the last one, with its colours taken off and its progress bars as they ended', () => {
    const output = `acc 0.1\r\nacc 0.2\n${escapeKey}[32maccuracy${escapeKey}[0m: 0.7\r\n${escapeKey}]633;D;0\u0007`;
    assert.equal(scoreIn(output), 'accuracy 0.7');
    assert.equal(scoreIn('epoch 1 acc=0.1\repoch 2 acc=0.2'), 'acc 0.2');
  });

  it('is looked for in no time in what is made to take long', () => {
    assert.equal(scoreIn(`acc ${'accuracy '.repeat(40)}\n`.repeat(200)), undefined);
  });
});
