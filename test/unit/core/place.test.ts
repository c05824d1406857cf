import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodeLines, snapshot } from '../../../src/core/codeLines.ts';
import { type Found, locate } from '../../../src/core/place.ts';
import type { Place } from '../../../src/core/question.ts';

const lines = (text: string): string[] => text.replace(/^\n/, '').split('\n');

/** The place that is remembered of a line, counted from 1, and of how many below it. */
const placeAt = (document: readonly string[], line: number, count = 1): Place => ({
  path: 'heads.py',
  ...snapshot(new CodeLines(document), line, count),
});

const find = (place: Place, document: readonly string[]): Found =>
  locate(place, new CodeLines(document));

const bare = (line: number, text: string): Place => ({ path: 'heads.py', line, text });

const figures = lines(`
plt.plot(losses)
plt.title("loss")
plt.show()

plt.plot(scores)
plt.title("scores")
plt.show()

plt.plot(norms)
plt.title("norms")
plt.show()`);

describe('a place in the code of which only the line is known', () => {
  it('is where it was when nothing changed', () => {
    assert.deepEqual(find(bare(2, 'b'), ['a', '  b', 'c']), { line: 2, lines: 1, how: 'same' });
  });

  it('moves with its line when lines are added above', () => {
    const found = find(bare(2, 'b'), ['new', 'new', 'a', 'b', 'c']);
    assert.deepEqual(found, { line: 4, lines: 1, how: 'moved' });
  });

  it('is the nearest of several lines that read the same', () => {
    assert.equal(find(bare(4, 'x'), ['x', 'a', 'b', 'c', 'x', 'd']).line, 5);
  });

  it('is gone from its number when its line is gone', () => {
    const found = find(bare(2, 'b'), ['a', 'changed', 'c']);
    assert.deepEqual(found, { line: 2, lines: 1, how: 'gone' });
  });

  it('is the last line when the file got shorter', () => {
    assert.deepEqual(find(bare(9, 'gone'), ['a', 'b']), { line: 2, lines: 1, how: 'gone' });
  });

  it('does not go looking for an empty line', () => {
    assert.deepEqual(find(bare(3, ''), ['', 'a', 'b']), { line: 3, lines: 1, how: 'same' });
  });

  it('is cut where its line is long', () => {
    const long = `x = "${'a'.repeat(5_000)}"`;
    assert.equal(find(bare(1, long.slice(0, 1_000)), ['', long]).how, 'moved');
    assert.equal(placeAt(['', long, ''], 2).text.length, 200);
  });
});

describe('a place in the code and its neighbours', () => {
  it('is told from lines that read the same', () => {
    const place = placeAt(figures, 7);
    assert.deepEqual(place.twin, { nth: 2, of: 3 });
    assert.equal(find(place, ['import torch', ...figures]).line, 8);
    assert.equal(find(place, figures.slice(4)).line, 3);
  });

  it('is gone with its block, although others like it are left', () => {
    const place = placeAt(figures, 7);
    const without = [...figures.slice(0, 4), ...figures.slice(8)];
    assert.equal(find(place, without).how, 'gone');
  });

  it('is gone alone, although its twins are left', () => {
    for (const [line, document] of [
      [7, figures],
      [3, figures],
      [3, lines('f(\n    x,\n)\ng(\n    x,\n)')],
    ] as const) {
      const without = document.toSpliced(line - 1, 1);
      const found = find(placeAt(document, line), without);
      assert.deepEqual(found, { line, lines: 1, how: 'gone' });
    }
  });

  it('is the one of the same order among copies that have the same neighbours', () => {
    const copies = Array.from({ length: 30 }, () => ['logits = model(x)', 'plt.show()']).flat();
    for (const line of [2, 14, 60]) {
      const found = find(placeAt(copies, line), [...Array(25).fill('import torch'), ...copies]);
      assert.deepEqual(found, { line: line + 25, lines: 1, how: 'moved' });
    }
  });

  it('moves with its block', () => {
    const place = placeAt(figures, 3);
    const moved = [...figures.slice(4), '', ...figures.slice(0, 3)];
    assert.deepEqual(find(place, moved), { line: 11, lines: 1, how: 'moved' });
  });

  it('moves alone, if it was the only one that reads so', () => {
    const moved = [...figures.toSpliced(5, 1), '', 'plt.title("scores")'];
    assert.deepEqual(find(placeAt(figures, 6), moved), { line: 12, lines: 1, how: 'moved' });
  });

  it('is found in a block with lines put next to it on both sides', () => {
    const place = placeAt(figures, 7);
    const edited = figures.toSpliced(7, 0, 'print("shown")').toSpliced(6, 0, 'plt.legend()');
    assert.deepEqual(find(place, edited), { line: 8, lines: 1, how: 'moved' });
  });

  it('is changed where a little of its line was edited', () => {
    const place = placeAt(figures, 6);
    const edited = ['', ...figures.with(5, 'plt.title("scores of heads")')];
    assert.deepEqual(find(place, edited), { line: 7, lines: 1, how: 'changed' });
  });

  it('is changed where its indentation was not all that was edited', () => {
    const code = lines('def f(x):\n    y = model(x)\n    return y');
    const edited = lines(
      'def f(x):\n    with torch.no_grad():\n        y = model(x)[0]\n    return y',
    );
    assert.deepEqual(find(placeAt(code, 2), edited), { line: 3, lines: 1, how: 'changed' });
  });

  it('is gone where another line took its place', () => {
    const edited = figures.with(5, 'del scores, norms');
    assert.deepEqual(find(placeAt(figures, 6), edited), { line: 6, lines: 1, how: 'gone' });
  });

  it('is not mistaken for the line that moved up to where it was', () => {
    const code = lines('a = 1\nplt.plot(w)\nplt.plot(x)\nplt.plot(y)\nplt.plot(z)\nb = 2');
    for (const line of [2, 3, 4, 5]) {
      assert.equal(find(placeAt(code, line), code.toSpliced(line - 1, 1)).how, 'gone');
    }
  });

  it('on a blank line stays between its neighbours', () => {
    const place = placeAt(figures, 4);
    assert.deepEqual(find(place, figures), { line: 4, lines: 1, how: 'same' });
    assert.deepEqual(find(place, ['x', 'y', ...figures]), { line: 6, lines: 1, how: 'moved' });
  });

  it('of many lines spans what was put into them', () => {
    const place = placeAt(figures, 5, 3);
    assert.equal(place.after, 'plt.plot(norms)');
    const edited = ['', ...figures.toSpliced(6, 0, 'plt.xlabel("head")', 'plt.ylabel("score")')];
    assert.deepEqual(find(place, edited), { line: 6, lines: 5, how: 'moved' });
    assert.deepEqual(find(place, figures.slice(4, 6)), { line: 1, lines: 2, how: 'moved' });
  });

  it('of more lines than there are spans what is there', () => {
    const place = { ...bare(1, 'a'), lines: Number.MAX_SAFE_INTEGER };
    assert.deepEqual(find(place, ['a', 'b']), { line: 1, lines: 2, how: 'same' });
    assert.equal(find({ ...place, line: Number.MAX_SAFE_INTEGER }, ['b']).line, 1);
  });

  it('is in a document without any text as far as there is a line', () => {
    assert.deepEqual(find(placeAt(figures, 6), ['']), { line: 1, lines: 1, how: 'gone' });
  });
});

/** Distinct lines as analysis code has them, with blank ones and twins between. */
const document = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constant('') },
      { weight: 6, arbitrary: fc.constantFrom('plt.show()', ')', '    return x', 'x = model(x)') },
      {
        weight: 12,
        arbitrary: fc
          .tuple(fc.constantFrom('scores', 'heads', 'probe', 'norms'), fc.nat(1_000_000))
          .map(([name, number]) => `${name}_${number} = ${name}(cache, ${number * 7919})`),
      },
    ),
    { minLength: 3, maxLength: 60 },
  )
  .filter((all) => all.some((line) => line !== ''));

const withLine = document.chain((all) =>
  fc.record({
    all: fc.constant(all),
    line: fc.constantFrom(...all.flatMap((text, index) => (text === '' ? [] : [index + 1]))),
  }),
);

/** Lines that none of the documents has. */
const added = fc.array(
  fc.nat(1_000_000).map((number) => `# note ${number}`),
  { maxLength: 20 },
);

describe('a place in any document', () => {
  it('is where it was', () => {
    fc.assert(
      fc.property(withLine, ({ all, line }) => {
        assert.deepEqual(find(placeAt(all, line), all), { line, lines: 1, how: 'same' });
      }),
    );
  });

  it('is found in order by lines put into all gaps, if they had the same neighbours', () => {
    const copies = Array.from({ length: 9 }, () => ')');
    const spread = copies.flatMap((line) => [line, '# 1', '# 2', '# 3', '# 4', '# 5']);
    for (const index of copies.keys()) {
      assert.equal(find(placeAt(copies, index + 1), spread).line, index * 6 + 1);
    }
  });

  it('is never lost by lines put above and below it and its neighbours', () => {
    fc.assert(
      fc.property(withLine, fc.array(fc.tuple(fc.nat(), added)), ({ all, line }, edits) => {
        const it = line - 1;
        const upper = all.findLastIndex((text, index) => index < it && text !== '');
        const lower = all.findIndex((text, index) => index > it && text !== '');
        const above = all.slice(0, Math.max(upper, 0));
        const below = lower === -1 ? [] : all.slice(lower + 1);
        for (const [where, texts] of edits) {
          const side = where % 2 === 0 ? above : below;
          side.splice(where % (side.length + 1), 0, ...texts);
        }
        const kept = all.slice(Math.max(upper, 0), lower === -1 ? all.length : lower + 1);
        const found = find(placeAt(all, line), [...above, ...kept, ...below]);
        assert.equal(found.line, line + above.length - Math.max(upper, 0));
      }),
    );
  });

  it('is told to be gone once its line is, if that was the only one that read so', () => {
    fc.assert(
      fc.property(withLine, added, ({ all, line }, above) => {
        const place = placeAt(all, line);
        const isUnique = (text = '') => all.filter((one) => one.trim() === text).length === 1;
        // Where both neighbours stand elsewhere too, what is between them there may be it, edited.
        fc.pre(isUnique(place.text) && (isUnique(place.before) || isUnique(place.after)));
        const without = [...above, ...all.toSpliced(line - 1, 1)];
        assert.equal(find(place, without).how, 'gone');
      }),
    );
  });

  it('lies inside the document, whatever became of that', () => {
    fc.assert(
      fc.property(withLine, document, fc.integer({ min: 1 }), ({ all, line }, other, count) => {
        const found = find(placeAt(all, line, count), other);
        assert.ok(found.line >= 1 && found.lines >= 1);
        assert.ok(found.line + found.lines - 1 <= other.length, JSON.stringify(found));
      }),
    );
  });
});
