import assert from 'node:assert/strict';
import { predictionOutcomes, retroPrompts } from '../../../src/core/record.ts';
import {
  credenceText,
  predictionOutcomeText,
  readCredence,
  retroQuestion,
} from '../../../src/core/recordWords.ts';

describe('how sure someone is', () => {
  for (const [typed, credence] of [
    ['80', 80],
    ['80 %', 80],
    [' 80% ', 80],
    ['0', 0],
    ['100', 100],
    ['1', 1],
    ['.8', 80],
    ['0.8', 80],
    ['0,95', 95],
    ['.07', 7],
    ['.29', 29],
  ] as const) {
    it(`is read from "${typed}"`, () => assert.equal(readCredence(typed), credence));
  }

  for (const typed of ['', '%', ' ', '101', '-5', '80.5', '.805', '0.8 %', '1.0', '8e1', 'high']) {
    it(`is not guessed from "${typed}"`, () => assert.equal(readCredence(typed), undefined));
  }

  it('is read back from how it is shown, whatever it is', () => {
    for (let credence = 0; credence < 100; credence++) {
      assert.equal(readCredence(credenceText(credence)), credence);
      assert.equal(readCredence(`.${String(credence).padStart(2, '0')}`), credence);
    }
    assert.equal(readCredence(credenceText(100)), 100);
  });
});

describe('the words of the record', () => {
  it('differ for each outcome and each question', () => {
    assert.equal(new Set(predictionOutcomes.map(predictionOutcomeText)).size, 4);
    assert.equal(new Set(retroPrompts.map(retroQuestion)).size, 3);
  });
});
