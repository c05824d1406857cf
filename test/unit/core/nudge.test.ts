import assert from 'node:assert/strict';
import { isToAsk, nudgeAt } from '../../../src/core/nudge.ts';
import { minute } from '../../../src/core/time.ts';
import { Play, start } from './play.ts';

const ask = { type: 'askQuestion', id: 'q', text: 'Why?' } as const;

describe('the nudge to ask', () => {
  it('comes a stretch after the turn began, or after the last question', () => {
    const play = Play.pair();
    assert.equal(nudgeAt(play.now, 6 * minute), start + 6 * minute);
    play.do('grace', ask, start + 4 * minute);
    assert.equal(nudgeAt(play.now, 6 * minute), start + 10 * minute);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 15 * minute);
    assert.equal(nudgeAt(play.now, 6 * minute), start + 21 * minute);
  });

  it('comes however much was asked', () => {
    const play = Play.pair();
    play.do('grace', ask, start + minute);
    const questions = Array.from({ length: 200_000 }, () => play.now.questions).flat();
    assert.equal(nudgeAt({ ...play.now, questions }, 6 * minute), start + 7 * minute);
  });

  it('waits through a pause, and starts afresh after it', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + minute);
    assert.equal(nudgeAt(play.now, 6 * minute), undefined);
    play.do('ada', { type: 'resumeTurn' }, start + 30 * minute);
    assert.equal(nudgeAt(play.now, 6 * minute), start + 36 * minute);
  });

  it('is not moved by an extension of the turn that runs', () => {
    const play = Play.pair();
    play.do('ada', { type: 'extendTurn', by: 5 * minute }, start + minute);
    assert.equal(nudgeAt(play.now, 6 * minute), start + 6 * minute);
  });

  it('does not come in overtime, nor once the session is over', () => {
    const play = Play.pair();
    play.do('ada', { type: 'expireTurn', turn: 2 }, start + 15 * minute);
    assert.equal(nudgeAt(play.now, 6 * minute), undefined);
    play.do('ada', { type: 'extendTurn', by: 5 * minute }, start + 16 * minute);
    assert.equal(nudgeAt(play.now, 6 * minute), start + 22 * minute);
    play.do('ada', { type: 'endSession' }, start + 17 * minute);
    assert.equal(nudgeAt(play.now, 6 * minute), undefined);
  });

  it('is for those who do not drive, and for a driver who is alone', () => {
    const play = Play.pair();
    play.do('edsger', { type: 'join', name: 'Edsger' }, start);
    const reminded = () =>
      ['ada', 'grace', 'edsger', 'nobody'].filter((id) => isToAsk(play.now, id));
    assert.deepEqual(reminded(), ['grace', 'edsger']);
    play.do('ada', { type: 'removeParticipant', participant: 'edsger' }, start);
    assert.deepEqual(reminded(), ['grace']);
    play.do('grace', { type: 'disconnect' }, start);
    assert.ok(isToAsk(play.now, 'ada'));
  });
});
