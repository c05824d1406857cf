import assert from 'node:assert/strict';
import { type PanelState, panelModel } from '../../../src/features/questions/panelModel.ts';
import { Play, start } from '../core/play.ts';

const card = {
  id: 'attention.sink',
  text: 'How much of this is on the first token?',
  why: 'Sinks.',
  phases: ['middle'],
  techniques: ['attention'],
  source: 'practice',
} as const;

const alone: PanelState = {
  card,
  checkTitle: undefined,
  place: undefined,
  session: undefined,
  connected: false,
  announcement: '',
};

const time = (at: number) => String(at - start);

describe('what the question panel shows', () => {
  it('is a card even without a session, and then nothing can be asked', () => {
    const model = panelModel(alone, time);
    assert.equal(model.card?.question, card.text);
    assert.equal(model.sessionRunning, false);
    assert.equal(model.canAsk, false);
  });

  it('is what was asked, newest first, with who, when and where', () => {
    const play = Play.pair();
    const place = { path: 'src/heads.py', line: 42, text: 'x' };
    play.do('grace', { type: 'askQuestion', id: 'q1', text: 'First?', place }, start + 1);
    play.do('ada', { type: 'askQuestion', id: 'q2', text: 'Second?' }, start + 2);
    const model = panelModel({ ...alone, session: play.now, connected: true }, time);
    assert.deepEqual(model.asked, [
      { id: 'q2', who: 'Ada', time: '2', text: 'Second?', outcome: 'open', answers: [] },
      {
        id: 'q1',
        who: 'Grace',
        time: '1',
        text: 'First?',
        outcome: 'open',
        answers: [],
        place: 'heads.py:42',
      },
    ]);
    assert.equal(model.canAsk, true);
  });

  it('lets nobody ask while the connection is lost', () => {
    const model = panelModel({ ...alone, session: Play.pair().now }, time);
    assert.equal(model.sessionRunning, true);
    assert.equal(model.canAsk, false);
  });
});
