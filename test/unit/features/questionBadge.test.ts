import assert from 'node:assert/strict';
import {
  type Badge,
  badgeOf,
  QuestionBadge,
} from '../../../src/features/questions/questionBadge.ts';
import { Play, start } from '../core/play.ts';

const nudge = 'Nothing asked for 6 minutes';
const one: Badge = { value: 1, tooltip: '1 open question' };

/** A view that keeps what was set on it. */
class View {
  readonly history: (number | undefined)[] = [];
  #badge: Badge | undefined;

  get badge(): Badge | undefined {
    return this.#badge;
  }

  set badge(badge: Badge | undefined) {
    this.#badge = badge;
    this.history.push(badge?.value);
  }
}

describe('the badge of the questions', () => {
  it('counts those that are open, and tells the reminder', () => {
    const play = Play.pair();
    assert.equal(badgeOf(undefined, undefined), undefined);
    assert.equal(badgeOf(play.now, undefined), undefined);
    assert.deepEqual(badgeOf(play.now, nudge), { value: 1, tooltip: nudge });
    play.do('grace', { type: 'askQuestion', id: 'a', text: 'Why?' }, start);
    assert.deepEqual(badgeOf(play.now, undefined), one);
    play.do('grace', { type: 'askQuestion', id: 'b', text: 'How?' }, start);
    assert.deepEqual(badgeOf(play.now, nudge), { value: 2, tooltip: `2 open questions. ${nudge}` });
    for (const [id, outcome] of [
      ['a', 'parked'],
      ['b', 'breakthrough'],
    ] as const) {
      play.do('ada', { type: 'resolveQuestion', id, outcome }, start);
    }
    assert.equal(badgeOf(play.now, undefined), undefined);
  });

  it('is on the stand-in until the view of the questions is shown, and never on both', () => {
    const standIn = new View();
    const own = new View();
    const badge = new QuestionBadge(standIn);
    badge.show(one);
    assert.equal(standIn.badge, one);
    badge.moveTo(own);
    assert.deepEqual([standIn.badge, own.badge], [undefined, one]);
    badge.show({ value: 2, tooltip: '2 open questions' });
    assert.deepEqual([standIn.badge?.value, own.badge?.value], [undefined, 2]);
    badge.show(undefined);
    assert.deepEqual([standIn.badge, own.badge], [undefined, undefined]);
  });

  it('goes back when that view is gone, which is not touched any more', () => {
    const standIn = new View();
    const own = new View();
    const badge = new QuestionBadge(standIn);
    badge.moveTo(own);
    badge.show(one);
    badge.leave(own);
    badge.show(undefined);
    assert.deepEqual(own.history, [undefined, 1]);
    assert.deepEqual(standIn.history, [undefined, 1, undefined]);
  });

  it('stays on the newer view of two when the older one goes after it came', () => {
    const standIn = new View();
    const [older, newer] = [new View(), new View()];
    const badge = new QuestionBadge(standIn);
    badge.show(one);
    badge.moveTo(older);
    badge.moveTo(newer);
    badge.leave(older);
    assert.deepEqual([standIn.badge, newer.badge], [undefined, one]);
    badge.show(undefined);
    assert.deepEqual([standIn.badge, newer.badge], [undefined, undefined]);
  });

  it('is set only when it changes', () => {
    const standIn = new View();
    const badge = new QuestionBadge(standIn);
    for (const shown of [undefined, one, { ...one }, { ...one, tooltip: 'other' }, undefined]) {
      badge.show(shown);
    }
    assert.deepEqual(standIn.history, [1, 1, undefined]);
  });
});
