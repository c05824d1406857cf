import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inlineCode, inlineMarkdown, linkPath, plainText } from '../../../src/core/markdown.ts';
import { onOneLine } from '../../../src/core/oneLine.ts';

/** Text with much of what means something in Markdown. */
const hostile = fc.string({
  unit: fc.constantFrom(...'\\`*_[]<>|&$~#+-=.)1 \n\ta(!', '\u202e', '\u05d0', '\u200b', '\ud800'),
  maxLength: 20,
});

describe('text in Markdown', () => {
  it('escapes whatever could become a link, an image, a formula, code, a table or HTML', () => {
    assert.equal(
      inlineMarkdown('![a](b) <b> `c` *d* _e_ ~f~ $g$ h|i &amp; \\j'),
      '!\\[a\\](b) \\<b\\> \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\$g\\$ h\\|i \\&amp; \\\\j',
    );
  });

  it('starts no heading, list, quote or rule, and underlines nothing', () => {
    for (const [typed, written] of [
      ['# a', '\\# a'],
      ['#', '\\#'],
      ['- a', '\\- a'],
      ['+', '\\+'],
      ['> a', '\\> a'],
      ['12. a', '12\\. a'],
      ['1)', '1\\)'],
      ['===', '\\==='],
      ['---', '\\---'],
    ] as const) {
      assert.equal(inlineMarkdown(typed), written);
    }
  });

  it('leaves alone what means nothing', () => {
    for (const typed of [
      '-5 is the logit',
      '#1 head',
      'a = b - c',
      '3.5 nats',
      'a+b',
      'really?!',
    ]) {
      assert.equal(inlineMarkdown(typed), typed);
    }
  });

  it('keeps the number signs at the end of a heading', () => {
    assert.equal(inlineMarkdown('Is it C #'), 'Is it C \\#');
    assert.equal(inlineMarkdown('C#'), 'C#');
  });

  it('is one line, without what nobody sees and what no text has', () => {
    assert.equal(inlineMarkdown(' a\r\n\u2028b\u0000c\u200b\ufeffd \ud83d '), 'a b cd \ufffd');
  });

  it('lets nothing reorder the rest of the line', () => {
    assert.equal(inlineMarkdown('a\u202eb\u2066c\u2069d\u200f'), 'abcd');
    assert.equal(inlineMarkdown('עדה'), '\u2068עדה\u2069');
  });

  it('keeps the joiners that scripts and pictures need', () => {
    for (const text of ['نمی\u200cخواهم', '👩\u200d🔬']) {
      assert.equal(onOneLine(text), text);
    }
  });

  it('reads as it was typed once the escapes are taken away', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (typed) => {
        assert.equal(plainText(inlineMarkdown(typed)), onOneLine(typed));
      }),
    );
  });
});

describe('code in Markdown', () => {
  it('stands between backticks', () => {
    assert.equal(inlineCode('  x = y['), '`x = y[`');
  });

  it('has a fence longer than the backticks in it', () => {
    assert.equal(inlineCode('a ``b`` c'), '``` a ``b`` c ```');
    assert.equal(inlineCode('`'), '`` ` ``');
  });

  it('is cut where it is long, and nothing where there is none', () => {
    assert.equal(inlineCode('x'.repeat(1000)), `\`${'x'.repeat(120)}…\``);
    assert.equal(inlineCode(`${'x'.repeat(119)}👩 and more`), `\`${'x'.repeat(119)}👩…\``);
    assert.equal(inlineCode(' \n'), '');
  });

  it('ends where its fence ends, whatever is in it', () => {
    fc.assert(
      fc.property(hostile, (code) => {
        const written = inlineCode(code).replace(/[\u2068\u2069]/g, '');
        const [fence = ''] = /^`*/.exec(written) ?? [];
        const inside = written.slice(fence.length, -fence.length || undefined);
        assert.ok(written.endsWith(fence));
        assert.ok(![...inside.matchAll(/`+/g)].some(([run]) => run === fence), written);
      }),
    );
  });
});

describe('a path in a link', () => {
  it('has its segments encoded, and stays relative', () => {
    assert.equal(
      linkPath('../../figures/a b (1) ü#?%.png'),
      '../../figures/a%20b%20%281%29%20%C3%BC%23%3F%25.png',
    );
  });

  it('is made of anything', () => {
    assert.equal(linkPath('a\ud800'), 'a%EF%BF%BD');
  });
});
