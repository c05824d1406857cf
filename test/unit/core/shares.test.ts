import assert from 'node:assert/strict';
import { shares } from '../../../src/core/shares.ts';
import { type EpochMs, minute } from '../../../src/core/time.ts';
import { Play, start, startSession } from './play.ts';

const at = (minutes: number) => start + minutes * minute;

/** Minutes at the keyboard, how many of them in overtime, turns and questions of each person. */
function sharesOf({ now, entries }: Play, until?: EpochMs) {
  return Object.fromEntries(
    shares(now, entries, until).map(({ id, atKeyboard, overtime, turns, asked }) => [
      id,
      [atKeyboard / minute, overtime / minute, turns, asked],
    ]),
  );
}

describe('the shares of a session', () => {
  it("are nobody's at first, up to the last entry", () => {
    assert.deepEqual(sharesOf(Play.pair()), { ada: [0, 0, 0, 0], grace: [0, 0, 0, 0] });
  });

  it('grow up to the present, where it is given, without anything being written', () => {
    assert.deepEqual(sharesOf(Play.pair(), at(7)), { ada: [7, 0, 1, 0], grace: [0, 0, 0, 0] });
    assert.deepEqual(sharesOf(Play.pair(), at(17)).ada, [17, 2, 1, 0]);
  });

  it('stop at the end of the session', () => {
    const play = Play.pair();
    play.do('ada', { type: 'endSession' }, at(3));
    assert.deepEqual(sharesOf(play, at(60)).ada, [3, 0, 1, 0]);
  });

  it('count time in overtime, and none in a pause, a wait for a run or a break', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, at(1));
    play.do('ada', { type: 'resumeTurn' }, at(3));
    play.do('ada', { type: 'holdTurn', run: 'r' }, at(5));
    play.do('ada', { type: 'endHold', run: 'r' }, at(9));
    play.do('ada', { type: 'expireTurn', turn: 2 }, at(21));
    play.do('grace', { type: 'takeBreak', turn: 2 }, at(23));
    play.do('grace', { type: 'resumeTurn' }, at(28));
    play.do('grace', { type: 'swapRoles', turn: 3 }, at(30));
    assert.deepEqual(sharesOf(play, at(31)), { ada: [18, 2, 2, 0], grace: [2, 0, 1, 0] });
  });

  it('begin when the first partner comes, also where the turn did not begin anew then', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    play.do('ada', { type: 'askQuestion', id: 'q1', text: 'Why?' }, at(1));
    play.do('ada', { type: 'restartTurn', turn: 1 }, at(2));
    assert.deepEqual(sharesOf(play, at(4)), { ada: [4, 0, 1, 1] });
    play.do('grace', { type: 'join', name: 'Grace' }, at(10));
    play.do('ada', { type: 'askQuestion', id: 'q2', text: 'How?' }, at(11));
    play.do('joan', { type: 'join', name: 'Joan' }, at(12));
    assert.deepEqual(sharesOf(play, at(14)), {
      ada: [4, 0, 1, 1],
      grace: [0, 0, 0, 0],
      joan: [0, 0, 0, 0],
    });
  });

  it('count a question for whoever asked it, whatever came of it', () => {
    const play = Play.pair();
    for (const [id, who] of [
      ['q1', 'grace'],
      ['q2', 'grace'],
      ['q3', 'ada'],
    ] as const) {
      play.do(who, { type: 'askQuestion', id, text: `Why ${id}?` }, start);
    }
    play.do(
      'ada',
      { type: 'resolveQuestion', id: 'q1', outcome: 'answered', answer: 'So.' },
      start,
    );
    play.do('ada', { type: 'resolveQuestion', id: 'q2', outcome: 'parked' }, start);
    assert.deepEqual(sharesOf(play), { ada: [0, 0, 0, 1], grace: [0, 0, 0, 2] });
  });

  it('keep those of whoever left, and of whoever was removed only if they had any', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    play.do('eve', { type: 'join', name: 'Eve' }, start);
    play.do('joan', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
    play.do('grace', { type: 'leave' }, start);
    play.do('ada', { type: 'removeParticipant', participant: 'joan' }, start);
    play.do('ada', { type: 'removeParticipant', participant: 'eve' }, start);
    assert.deepEqual(Object.keys(sharesOf(play)), ['ada', 'grace', 'joan']);
  });
});
