import assert from 'node:assert/strict';
import {
  parseFromQuestionPanel,
  parseToQuestionPanel,
} from '../../../src/protocol/questionPanel.ts';
import { alone, onAgenda, underWay } from '../../webview/questionPanelModels.ts';

describe("the question panel's messages", () => {
  it('carry a model through unchanged', () => {
    for (const model of [underWay, alone, onAgenda]) {
      assert.deepEqual(parseToQuestionPanel({ type: 'model', model }), { type: 'model', model });
    }
  });

  it('carry what a person did', () => {
    for (const message of [
      { type: 'ready' },
      { type: 'ask', id: 'attention.sink' },
      { type: 'askOwn', text: 'Why?' },
      { type: 'setPhase', phase: 'believe' },
      { type: 'setPhase' },
      { type: 'moveAgenda', from: 0 },
      { type: 'setOutcome', id: 'q1', outcome: 'answered', seen: 'open', answer: 'Yes.' },
      { type: 'setOutcome', id: 'q1', outcome: 'parked', seen: 'answered' },
      { type: 'openPlace', id: 'q1' },
      { type: 'startSession' },
    ]) {
      assert.deepEqual(parseFromQuestionPanel(message), message);
    }
  });

  for (const [what, message] of [
    ['nothing', undefined],
    ['a string', 'ask'],
    ['an unknown type', { type: 'runCommand', command: 'x' }],
    ['an empty question', { type: 'askOwn', text: '  \n' }],
    ['a question of ten thousand characters', { type: 'askOwn', text: 'x'.repeat(10_000) }],
    ['an unknown outcome', { type: 'setOutcome', id: 'q1', outcome: 'won', seen: 'open' }],
    ['an outcome without what was seen', { type: 'setOutcome', id: 'q1', outcome: 'parked' }],
    ['an agenda moved from nowhere', { type: 'moveAgenda', from: -1 }],
    ['an unknown phase', { type: 'setPhase', phase: 'later' }],
    ['a question without an id', { type: 'openPlace' }],
    ['a card that is not named', { type: 'ask' }],
  ] as const) {
    it(`refuse ${what}`, () => {
      assert.equal(parseFromQuestionPanel(message), undefined);
    });
  }

  it('refuse half a model', () => {
    const { asked: _asked, ...half } = underWay;
    assert.equal(parseToQuestionPanel({ type: 'model', model: half }), undefined);
  });
});
