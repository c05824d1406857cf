import assert from 'node:assert/strict';
import { calledName } from '../../../src/core/names.ts';
import { Play, start } from './play.ts';

/** What Ada's new partner of that name is called. */
function called(name: string): string {
  const play = Play.pair();
  play.do('new', { type: 'join', name }, start);
  return calledName(play.now, 'new');
}

describe('what to call a participant', () => {
  it('is the name as it is written', () => {
    assert.equal(called('Dr. Lin 🦊'), 'Dr. Lin 🦊');
  });

  it('tells those apart that read the same, in the order in which they came', () => {
    for (const name of ['Grace', ' grace', 'ＧＲＡＣＥ']) {
      assert.equal(called(name), `${name.trim()} (2)`);
    }
    const play = Play.pair();
    play.do('second', { type: 'join', name: 'Grace' }, start);
    play.do('third', { type: 'join', name: 'Grace' }, start);
    assert.deepEqual(
      ['grace', 'second', 'third'].map((id) => calledName(play.now, id)),
      ['Grace', 'Grace (2)', 'Grace (3)'],
    );
  });

  it('stays the same when the first of that name goes', () => {
    const play = Play.pair();
    play.do('second', { type: 'join', name: 'Grace' }, start);
    play.do('ada', { type: 'removeParticipant', participant: 'grace' }, start);
    assert.equal(calledName(play.now, 'second'), 'Grace (2)');
  });

  it('is short where the name is long, and cuts no letter in two', () => {
    assert.equal(called('x'.repeat(100)), `${'x'.repeat(39)}…`);
    const family = '👩‍👩‍👧';
    assert.equal(called(family.repeat(12)), family.repeat(12));
    const accented = 'e\u0301';
    assert.equal(called(accented.repeat(50)), `${accented.repeat(39)}…`);
  });

  it('keeps a name from right to left to itself', () => {
    for (const name of ['עדה', 'غريس 3']) {
      assert.equal(called(name), `\u2068${name}\u2069`);
    }
  });

  it('is someone where nobody of that id ever came', () => {
    assert.equal(calledName(Play.pair().now, 'nobody'), 'someone');
  });
});
