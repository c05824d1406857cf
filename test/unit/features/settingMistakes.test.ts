import assert from 'node:assert/strict';
import { settingMistakes } from '../../../src/features/session/settingMistakes.ts';
import type { TurnSetting } from '../../../src/platform/settingRules.ts';

const right: Readonly<Record<TurnSetting, unknown>> = {
  'turn.minutes': 0.1,
  'turn.onExpiry': 'auto',
  'turn.graceSeconds': 0,
  'break.afterTurns': 0,
  'break.minutes': 0.5,
};

const sentences = (values: Partial<Record<TurnSetting, unknown>>) =>
  settingMistakes((key) => ({ ...right, ...values })[key]).map(({ sentence }) => sentence);

describe('the mistakes in the settings of a session', () => {
  it('are none where a session can go by them', () => {
    assert.deepEqual(sentences({}), []);
    assert.deepEqual(sentences({ 'turn.minutes': 240, 'break.minutes': 120 }), []);
  });

  it('are told with what counts instead', () => {
    const turn = 'it has to be from 0.1 to 240, so a turn takes 15 minutes.';
    for (const value of [0, -5, 1e9]) {
      assert.deepEqual(sentences({ 'turn.minutes': value }), [
        `interpair.turn.minutes is ${value}; ${turn}`,
      ]);
    }
    assert.deepEqual(sentences({ 'turn.minutes': 'abc' }), [
      'interpair.turn.minutes is "abc"; it has to be a number from 0.1 to 240, so a turn takes 15 minutes.',
    ]);
  });

  it('are told of each setting, in order', () => {
    const wrong = {
      'break.minutes': 121,
      'break.afterTurns': 1.5,
      'turn.graceSeconds': null,
      'turn.onExpiry': 'swap',
    };
    assert.deepEqual(sentences(wrong), [
      'interpair.turn.onExpiry is "swap"; it has to be "ask" or "auto", so you are asked when a turn is over.',
      'interpair.turn.graceSeconds is null; it has to be a number from 0 to 600, so the grace period is 20 seconds.',
      'interpair.break.afterTurns is 1.5; it has to be a whole number from 0 to 50, so a break comes after 4 turns.',
      'interpair.break.minutes is 121; it has to be from 0.1 to 120, so a break takes 5 minutes.',
    ]);
    assert.deepEqual(
      settingMistakes(() => ({})).map(({ setting }) => setting),
      Object.keys(right).map((key) => `interpair.${key}`),
    );
  });

  it('are told in short, however much was written', () => {
    const [sentence = ''] = sentences({ 'turn.onExpiry': 'x'.repeat(5_000) });
    assert.ok(sentence.length < 200, sentence);
  });
});
