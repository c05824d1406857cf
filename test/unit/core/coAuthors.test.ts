import assert from 'node:assert/strict';
import fc from 'fast-check';
import { coAuthors, presentSince } from '../../../src/core/coAuthors.ts';
import type { Participant } from '../../../src/core/participant.ts';
import { Play, start } from './play.ts';

const someone = (name: string, email?: string, id = name): Participant => ({
  id,
  name,
  present: true,
  ...(email === undefined ? {} : { email }),
});
const grace = someone('Grace Hopper', 'grace@example.org');
const nobody = { emails: [] };

const trailersOf = (...people: readonly Participant[]) => coAuthors(people, nobody).trailers;

describe('the co-authors of a commit', () => {
  it('are those who worked on it, but for the committer', () => {
    const people = [someone('Ada', 'ada@example.org'), grace, someone('Joan', 'joan@example.org')];
    assert.deepEqual(coAuthors(people, { id: 'Ada', emails: [] }).trailers, [
      'Co-authored-by: Grace Hopper <grace@example.org>',
      'Co-authored-by: Joan <joan@example.org>',
    ]);
  });

  it('are not the committer under another name, whatever the case of the address', () => {
    const { trailers } = coAuthors([grace], { id: 'Ada', emails: ['', ' GRACE@Example.org '] });
    assert.deepEqual(trailers, []);
  });

  it('are two with one name, and one with one address', () => {
    const names = [
      someone('Ada', 'ada@one.org', '1'),
      someone('Ada', 'ada@two.org', '2'),
      someone('Lab', 'Lab@one.org', '3'),
      someone('Bench', 'lab@one.org', '4'),
    ];
    assert.deepEqual(trailersOf(...names), [
      'Co-authored-by: Ada <ada@one.org>',
      'Co-authored-by: Ada <ada@two.org>',
      'Co-authored-by: Lab <Lab@one.org>',
    ]);
  });

  it('can be named only with an address, and the others are told', () => {
    const unfit = [
      '',
      ' ',
      'grace',
      '@',
      'a@',
      '@b',
      'a b@c',
      'a@b@c',
      'a@b>',
      '<a@b',
      'a@b\u202e',
    ];
    for (const email of [undefined, ...unfit, `${'a'.repeat(253)}@b`]) {
      const person = someone('Grace', email);
      const { trailers, withoutEmail } = coAuthors([person], nobody);
      assert.deepEqual(trailers, [], email);
      assert.deepEqual(withoutEmail, [person], email);
    }
  });

  it('keep their names, in any script and of any length', () => {
    const names = ['Ada 👩‍🔬', 'עדה', 'أدا لوفلايس', '久美子', 'é', 'x'.repeat(500)];
    for (const name of names) {
      assert.deepEqual(trailersOf(someone(name, 'a@b')), [`Co-authored-by: ${name} <a@b>`]);
    }
  });

  it('can add no line, end no address and turn no text around by their names', () => {
    const names = [
      'Eve\nSigned-off-by: Ada <ada@example.org>',
      'Eve> <ada@example.org',
      'Eve\u0000\u2028\u0085\r\u202eadA',
    ];
    assert.deepEqual(trailersOf(...names.map((name, index) => someone(name, `eve${index}@b`))), [
      'Co-authored-by: Eve Signed-off-by: Ada ada@example.org <eve0@b>',
      'Co-authored-by: Eve ada@example.org <eve1@b>',
      'Co-authored-by: Eve adA <eve2@b>',
    ]);
  });

  it('have the first part of their address for a name that says nothing', () => {
    assert.deepEqual(trailersOf(someone('<>', 'eve@b')), ['Co-authored-by: eve <eve@b>']);
  });

  it('are each one line of the one form, whatever their names and addresses', () => {
    const text = fc.string({ unit: 'binary' });
    const email = fc.oneof(
      text,
      fc.tuple(text, text).map((parts) => parts.join('@')),
      fc.emailAddress(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(text, email)), (people) => {
        const trailers = trailersOf(
          ...people.map(([name, address], index) => someone(name, address, `${index}`)),
        );
        for (const trailer of trailers) {
          assert.match(
            trailer,
            /^Co-authored-by: [^<>\p{Cc}\u2028\u2029]+ <[^<>\s\p{C}]+@[^<>\s\p{C}]+>$/u,
          );
        }
      }),
    );
  });
});

describe('who was there since a commit', () => {
  const names = (play: Play, since: number) =>
    presentSince(play.entries, since).map(({ name }) => name);

  it('is everyone who is there, also who only watched', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start + 1);
    assert.deepEqual(names(play, start + 10), ['Ada', 'Grace', 'Joan']);
  });

  it('is also who has left since, for they did the work', () => {
    const play = Play.pair();
    play.do('grace', { type: 'leave' }, start + 10);
    assert.deepEqual(names(play, start + 9), ['Ada', 'Grace']);
    assert.deepEqual(names(play, start + 10), ['Ada']);
  });

  it('is nobody who left before and anyone who came back', () => {
    const play = Play.pair();
    play.do('grace', { type: 'disconnect' }, start + 10);
    assert.deepEqual(names(play, start + 20), ['Ada']);
    play.do('grace', { type: 'join', name: 'Grace H.' }, start + 30);
    assert.deepEqual(names(play, start + 20), ['Ada', 'Grace H.']);
  });

  it('is nobody who was turned out', () => {
    const play = Play.pair();
    play.do('ada', { type: 'removeParticipant', participant: 'grace' }, start + 10);
    assert.deepEqual(names(play, start), ['Ada']);
  });

  it('is known after the session has ended, and nobody before it has started', () => {
    const play = Play.pair();
    play.do('ada', { type: 'endSession' }, start + 10);
    assert.deepEqual(names(play, 0), ['Ada', 'Grace']);
    assert.deepEqual(presentSince([], 0), []);
  });
});
