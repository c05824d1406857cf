import assert from 'node:assert/strict';
import { recordName } from '../../../src/platform/record/recordName.ts';

const at = new Date(2026, 10, 3, 9, 30).getTime();

describe('the name of a record', () => {
  for (const [hypothesis, name] of [
    [
      'Do induction heads form before layer 2?',
      '2026-11-03-do-induction-heads-form-before-layer-2',
    ],
    [
      'Which heads find the word that came next last time?',
      '2026-11-03-which-heads-find-the-word-that-came-next-last',
    ],
    ['../../etc/passwd', '2026-11-03-etc-passwd'],
    ['Où est la tête ?', '2026-11-03-ou-est-la-tete'],
    ['？？？', '2026-11-03'],
    ['x'.repeat(300), `2026-11-03-${'x'.repeat(48)}`],
  ] as const) {
    it(`of "${hypothesis.slice(0, 40)}" is ${name}`, () => {
      assert.equal(recordName(hypothesis, at), name);
    });
  }
});
