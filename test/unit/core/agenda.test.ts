import assert from 'node:assert/strict';
import { currentItem } from '../../../src/core/agenda.ts';
import { phaseOf } from '../../../src/core/phase.ts';
import { minute } from '../../../src/core/time.ts';
import { explore, Play, start } from './play.ts';

describe('an agenda', () => {
  it('begins with its first item, and sets the phase until the session is through with it', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    assert.equal(currentItem(play.now.agenda)?.title, 'The question');
    const phases = [phaseOf(play.now)];
    for (const from of [0, 1, 2]) {
      play.do('grace', { type: 'moveAgenda', from, to: from + 1 }, start + from * minute);
      phases.push(phaseOf(play.now));
    }
    assert.deepEqual(phases, ['start', 'middle', 'stuck', 'start']);
    assert.equal(currentItem(play.now.agenda), undefined);
    assert.equal(play.now.agenda?.since, start + 2 * minute);
  });

  it('moves on once when two people move it on at once', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    const move = { type: 'moveAgenda', from: 0, to: 1 } as const;
    assert.equal(play.do('ada', move, start), 'agendaMoved');
    assert.equal(play.do('grace', move, start), '');
    assert.equal(play.now.agenda?.current, 1);
  });

  it('takes back the phase that someone set for the item before', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    play.do('ada', { type: 'setPhase', phase: 'writeup' }, start);
    assert.equal(phaseOf(play.now), 'writeup');
    play.do('ada', { type: 'moveAgenda', from: 0, to: 1 }, start);
    assert.equal(phaseOf(play.now), 'middle');
  });

  it('gives way to a result that waits to be believed', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    play.do('ada', { type: 'noteResult', kind: 'score', text: 'accuracy 0.98' }, start);
    assert.equal(phaseOf(play.now), 'believe');
  });

  it('can not be empty, without titles, without time, or at an item that it has not', () => {
    const play = Play.pair();
    const [item] = explore.items;
    assert.match(play.do('ada', { ...explore, items: [] }, start), /at least one item/);
    assert.match(play.do('ada', { ...explore, title: ' ' }, start), /title/);
    const blank = [{ ...item, title: '\n' }];
    assert.match(play.do('ada', { ...explore, items: blank }, start), /title/);
    const timeless = [{ ...item, length: 0 }];
    assert.match(play.do('ada', { ...explore, items: timeless }, start), /minutes/);
    play.do('ada', explore, start);
    for (const to of [-1, 4, 0.5]) {
      assert.match(play.do('ada', { type: 'moveAgenda', from: 0, to }, start), /no such item/);
    }
  });
});
