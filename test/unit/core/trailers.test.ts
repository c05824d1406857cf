import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { coAuthorAddresses, withoutTrailers, withTrailers } from '../../../src/core/trailers.ts';

const grace = 'Co-authored-by: Grace <grace@example.org>';
const joan = 'Co-authored-by: Joan <joan@example.org>';

const trailed = (message: string, trailers = [grace]) => withTrailers(message, trailers).message;

/** The trailers that git finds in a message that it was given to commit. */
function asGitReads(message: string): string {
  const input = execFileSync('git', ['stripspace'], { input: message });
  return execFileSync('git', ['interpret-trailers', '--parse'], { input, encoding: 'utf8' });
}

describe('trailers beneath a message', () => {
  it('stand one blank line below it', () => {
    for (const message of ['Fix it', 'Fix it\n', 'Fix it\n\n', 'Fix it\n\nSince it broke.']) {
      assert.equal(trailed(message, [grace, joan]), `${message.trimEnd()}\n\n${grace}\n${joan}`);
    }
  });

  it('join those that it ends with', () => {
    const signed = 'Fix it\n\nSigned-off-by: Ada <ada@example.org>';
    assert.equal(trailed(signed), `${signed}\n${grace}`);
    assert.equal(trailed(`${signed}\n`), `${signed}\n${grace}`);
    assert.equal(trailed(`${signed}\nwords\n more`), `${signed}\nwords\n more\n${grace}`);
    const closes = 'Fix it\n\nCloses: #12\n and #13';
    assert.equal(trailed(closes), `${closes}\n${grace}`);
  });

  it('do not join a subject or words that look like some', () => {
    for (const message of ['fix: it', 'Fix it\n\nNote: it broke\nlast week.', 'a: b\nc: d']) {
      assert.equal(trailed(message), `${message}\n\n${grace}`);
    }
  });

  it('are left out for whom the message names already, in whatever case', () => {
    const message = 'Fix it\n\nCO-AUTHORED-BY: G. Hopper <Grace@Example.ORG>';
    assert.equal(trailed(message), message);
    assert.equal(trailed(message, [grace, joan]), `${message}\n${joan}`);
  });

  it('are not put into a box without a word, and leave one that has lost its words', () => {
    for (const message of ['', ' ', '\n\n']) {
      assert.deepEqual(withTrailers(message, [grace]), { message, added: '' });
    }
    const { added } = withTrailers('Fix it', [grace]);
    assert.deepEqual(withTrailers(added, [grace], added), { message: '', added: '' });
  });

  it('make way for those that are due now', () => {
    const { added } = withTrailers('Fix it', [grace]);
    const both = withTrailers(`Fix it${added}`, [grace, joan], added);
    assert.equal(both.message, `Fix it\n\n${grace}\n${joan}`);
    assert.equal(withTrailers(both.message, [], both.added).message, 'Fix it');
  });

  it('stay as they are while someone types above them, as long as git reads them', () => {
    const { added } = withTrailers('Fix it', [grace]);
    for (const typed of ['Fix it and that', 'Fix it\n', 'Fix it\n\n', 'Fix it\n\nSince']) {
      const message = typed + added;
      assert.deepEqual(withTrailers(message, [grace], added), { message, added });
    }
  });

  it('are put apart again where someone has typed up to them', () => {
    const { added } = withTrailers('Fix it\n', [grace]);
    assert.equal(withTrailers(`Fix it${added}`, [grace], added).message, `Fix it\n\n${grace}`);
  });

  it('go beneath what someone typed below them', () => {
    const { message, added } = withTrailers('Fix it', [grace]);
    const typed = `${message}\nSince it broke.`;
    assert.equal(
      withTrailers(typed, [grace], added).message,
      `Fix it\n\nSince it broke.\n\n${grace}`,
    );
  });

  it('are told from blank lines that someone typed below them', () => {
    const { message, added } = withTrailers('Fix it', [grace]);
    for (const blank of ['\n', '\n\n', '\n \n\n']) {
      const next = withTrailers(message + blank, [grace], added);
      assert.ok(next.message.endsWith(next.added) && next.added.trim() === grace, next.message);
      assert.equal(withoutTrailers(next.message, next.added).trim(), 'Fix it');
    }
  });

  it('are the person’s own once they have typed into them', () => {
    const { message, added } = withTrailers('Fix it', [grace]);
    const typed = `${message} as always`;
    assert.equal(withTrailers(typed, [grace], added).message, typed);
    assert.equal(withoutTrailers(typed, added), typed);
  });

  it('are known again with the line ends of Windows', () => {
    const { added } = withTrailers('Fix it', [grace]);
    const message = `Fix it${added}`.replaceAll('\n', '\r\n');
    assert.equal(withoutTrailers(message, added), 'Fix it');
    assert.equal(withTrailers(message, [grace], added).message, message);
    assert.equal(trailed('Fix it\r\n\r\nSince.'), `Fix it\r\n\r\nSince.\r\n\r\n${grace}`);
    assert.equal(withTrailers(message, [], added).message, 'Fix it');
  });

  it('name the addresses of the co-authors of a message', () => {
    const message = `Co-authored-by: <a@b>\n${grace}\nReviewed-by: Joan <joan@example.org>`;
    assert.deepEqual(coAuthorAddresses(message), ['a@b', 'grace@example.org']);
  });
});

describe('trailers beneath any message', () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ...[
        '',
        ' ',
        '\t',
        'Fix it',
        'fix: it',
        ' more',
        '# comment',
        '---',
        grace,
        joan.toLowerCase(),
      ],
      ...[
        'Signed-off-by: Ada <a@b>',
        'Closes: #1',
        '(cherry picked from commit 1)',
        '\u2028',
        '\ud83d',
      ],
    ),
  );
  const messages = fc
    .tuple(fc.array(line), fc.constantFrom('\n', '\r\n'))
    .map(([lines, lineEnd]) => lines.join(lineEnd));
  const trailers = fc.subarray([grace, joan, 'Co-authored-by: עדה 👩‍🔬 <ada@example.org>']);

  it('leave it as it is above them', () => {
    fc.assert(
      fc.property(messages, trailers, (message, due) => {
        const result = withTrailers(message, due);
        assert.equal(result.message, message + result.added);
      }),
    );
  });

  it('can be taken away without a trace', () => {
    fc.assert(
      fc.property(messages, trailers, trailers, (message, first, second) => {
        const one = withTrailers(message, first);
        const two = withTrailers(one.message, second, one.added);
        assert.equal(withoutTrailers(one.message, one.added), message);
        assert.equal(withTrailers(two.message, [], two.added).message, message);
      }),
    );
  });

  it('stay as they are when they are put there again', () => {
    fc.assert(
      fc.property(messages, trailers, (message, due) => {
        const once = withTrailers(message, due);
        assert.deepEqual(withTrailers(once.message, due, once.added), once);
        assert.equal(withTrailers(once.message, due).message, once.message);
      }),
    );
  });

  it('name everyone once', () => {
    fc.assert(
      fc.property(messages, trailers, (message, due) => {
        const before = new Set(coAuthorAddresses(message));
        const after = coAuthorAddresses(withTrailers(message, due).message);
        const wanted = /\S/.test(message) ? due.flatMap(coAuthorAddresses) : [];
        assert.deepEqual(new Set(after), new Set([...before, ...wanted]));
        assert.ok(
          wanted.every(
            (address) => after.filter((one) => one === address).length === 1 || before.has(address),
          ),
        );
      }),
    );
  });

  it('are trailers to git', () => {
    const typed = fc.constantFrom(
      ...['Fix it', 'Fix it\n', 'fix: it', 'Fix\n\nSince.\n\n', 'Fix\n\nSigned-off-by: A <a@b>'],
      ...[
        'Fix\n\nNote: it\nis',
        'Fix\n\nCloses: #1\n',
        'Fix\r\n\r\nSince.',
        'Fix\n\n  ',
        'Fix\n\nS: b\n ',
      ],
    );
    fc.assert(
      fc.property(typed, (message) => {
        const kept = trailed(message).replaceAll('\r', '');
        assert.match(asGitReads(kept), new RegExp(`^${grace}$`, 'm'), kept);
      }),
      { numRuns: 30 },
    );
  });
});
