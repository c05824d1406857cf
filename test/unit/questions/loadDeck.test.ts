import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readDeck } from '../../../src/questions/deckReader.ts';
import { loadDeck, loadDecks, mergeDecks } from '../../../src/questions/loadDeck.ts';

/** A question without a mistake, as lines of YAML. */
function good(id: string): string {
  return `  - id: ${id}
    text: Which token is at index 0?
    why: It is rarely the one we think.
    phase: middle
    techniques: any
    source: practice
`;
}

/** The mistakes in a deck, as an editor would list them. */
function mistakesIn(text: string): string[] {
  return loadDeck(text, 'team.yaml').mistakes.map(
    ({ path, line, column, message }) => `${path}:${line}:${column} ${message}`,
  );
}

function idsIn(text: string): string[] {
  return loadDeck(text, 'team.yaml').questions.map(({ id }) => id);
}

describe('loadDeck', () => {
  it('reads a question with all its fields', () => {
    const text = `techniques: attention
sources:
  jain2019: &jain
    title: Attention is not Explanation
    authors: Jain and Wallace
    year: 2019
    link: https://arxiv.org/abs/1902.10186
questions:
  - id: ours.other-pattern
    text: Could another pattern do the same?
    why: Then this one is a story among many.
    phase: [middle, believe]
    source: jain2019
    check: attention.patterns.transformers
  - id: ours.inline
    text: And this one?
    why: It names its own technique and its source in place.
    phase: start
    techniques: [probe, lens]
    source: *jain
`;
    const publication = {
      title: 'Attention is not Explanation',
      authors: 'Jain and Wallace',
      year: 2019,
      link: 'https://arxiv.org/abs/1902.10186',
    };
    const { questions, mistakes } = loadDeck(text, 'team.yaml');
    assert.deepEqual(mistakes, []);
    assert.deepEqual(questions, [
      {
        id: 'ours.other-pattern',
        text: 'Could another pattern do the same?',
        why: 'Then this one is a story among many.',
        phases: ['middle', 'believe'],
        techniques: ['attention'],
        source: publication,
        check: 'attention.patterns.transformers',
      },
      {
        id: 'ours.inline',
        text: 'And this one?',
        why: 'It names its own technique and its source in place.',
        phases: ['start'],
        techniques: ['probe', 'lens'],
        source: publication,
      },
    ]);
  });

  it('says what to write instead of a wrong phase, and keeps the other questions', () => {
    const text = `questions:\n${good('a')}${good('b').replace('middle', 'begin')}${good('c')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:11:12 "phase" is "begin": write one of start, middle, stuck, believe, writeup.',
    ]);
    assert.deepEqual(idsIn(text), ['a', 'c']);
  });

  it('points at the one wrong entry of a list', () => {
    const text = `questions:\n${good('a').replace('any', '[probe, attn]')}`;
    const [mistake] = mistakesIn(text);
    assert.match(
      mistake ?? '',
      /^team\.yaml:6:25 "techniques" is "attn": write one of any, gradient,/,
    );
  });

  it('says what a missing field is for', () => {
    const text = `questions:\n${good('a').replace(/ {4}why.*\n/, '')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:2:5 "why" is missing: write in one sentence why it is worth asking.',
    ]);
  });

  it('points at a misspelt field, and keeps a question that can do without it', () => {
    const text = `questions:\n${good('a')}    chek: probe.linear\n`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:8:5 "chek" is not a field of a question: write one of id, text, why, phase, techniques, frameworks, source, check.',
    ]);
    assert.deepEqual(idsIn(text), ['a']);
  });

  it('asks for quotes around text that YAML takes for something else', () => {
    const text = `questions:\n${good('a').replace('Which token is at index 0?', '42')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:3:11 "text" is 42: write it as text, in quotes if it looks like a number or a date.',
    ]);
  });

  it('asks for quotes around text with a colon', () => {
    const text = `questions:\n${good('a')}${good('b').replace('Which token', 'Again: which token')}`;
    assert.deepEqual(
      mistakesIn(text)[0],
      'team.yaml:9:11 Put the text in quotes here: it holds a colon.',
    );
    assert.deepEqual(idsIn(text)[0], 'a');
  });

  it('says which tab to replace by spaces', () => {
    const text = `questions:\n${good('a')}  - id: b\n\ttext: Why?\n`;
    assert.ok(mistakesIn(text).includes('team.yaml:9:1 Indent with spaces here, not with a tab.'));
    assert.deepEqual(idsIn(text)[0], 'a');
  });

  it('reports a source that is not there', () => {
    const text = `questions:\n${good('a').replace('practice', 'nobody2020')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:7:13 "source" is "nobody2020", which is not under sources: write practice, the name of an entry under sources, or title, authors, year and link.',
    ]);
  });

  it('reports a mistake in a source once, not again where the source is used', () => {
    const text = `sources:\n  s:\n    title: T\n    authors: A\n    year: soon\n    link: https://a.test/\nquestions:\n${good('a').replace('practice', 's')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:5:11 "year" is "soon": write the year as a number, such as 2019.',
    ]);
    assert.deepEqual(idsIn(text), []);
  });

  it('accepts no link but https', () => {
    const text = `questions:\n${good('a').replace(
      'source: practice',
      'source: {title: T, authors: A, year: 2020, link: "javascript:alert(1)"}',
    )}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:7:54 "link" is "javascript:alert(1)": write a link that starts with https://.',
    ]);
    assert.deepEqual(idsIn(text), []);
  });

  it('keeps the first of two questions with one id, and says where it is', () => {
    const text = `questions:\n${good('a')}${good('a')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:8:9 Id "a" is taken by the question at team.yaml:2: write another.',
    ]);
    assert.deepEqual(idsIn(text), ['a']);
  });

  it('finds an id that is taken in another deck', () => {
    const text = `questions:\n${good('a')}`;
    const { questions, mistakes } = loadDecks([
      { path: 'first.yaml', text },
      { path: 'second.yaml', text },
    ]);
    assert.equal(questions.length, 1);
    assert.deepEqual(mistakes, [
      {
        path: 'second.yaml',
        line: 2,
        column: 9,
        end: { line: 2, column: 10 },
        severity: 'error',
        message: 'Id "a" is taken by the question at first.yaml:2: write another.',
      },
    ]);
  });

  it('refuses a question of ten thousand characters without quoting it back', () => {
    const text = `questions:\n${good('a').replace('Which', 'Which '.repeat(1700))}`;
    const [mistake] = mistakesIn(text);
    assert.match(mistake ?? '', /^team\.yaml:3:11 "text" is ".*…: write at most 300 characters\.$/);
    assert.ok((mistake ?? '').length < 150);
  });

  for (const [kind, text, expected] of [
    ['an empty file', '', 'team.yaml:1:1 A deck is a map: write questions: and a list below it.'],
    ['a list', '- a\n', 'team.yaml:1:1 A deck is a map: write questions: and a list below it.'],
    [
      'a single word',
      'questions',
      'team.yaml:1:1 A deck is a map: write questions: and a list below it.',
    ],
    [
      'a deck without questions',
      'techniques: any\n',
      'team.yaml:1:1 The deck has no list of questions: write questions: and a list below it.',
    ],
    [
      'questions that are no list',
      'questions: 7\n',
      'team.yaml:1:12 The deck has no list of questions: write questions: and a list below it.',
    ],
    [
      'a question that is no map',
      'questions:\n  - Why?\n',
      'team.yaml:2:5 A question is a map: write - id: and its other fields below it.',
    ],
  ] as const) {
    it(`says what a deck looks like when it gets ${kind}`, () => {
      assert.deepEqual(mistakesIn(text), [expected]);
    });
  }

  it('underlines the value that is wrong, and of a question that lacks one its first field', () => {
    const text = `questions:\n${good('a').replace('middle', 'begin')}${good('b').replace(/ {4}why.*\n/, '')}`;
    assert.deepEqual(
      loadDeck(text, 'team.yaml').mistakes.map(({ line, column, end }) => [line, column, end]),
      [
        [5, 12, { line: 5, column: 17 }],
        [8, 5, { line: 8, column: 7 }],
      ],
    );
  });

  it('warns of what it can do without, and fails what it leaves out', () => {
    const text = `questions:\n${good('a')}    chek: x\n${good('b').replace('middle', 'begin')}`;
    const { questions, mistakes } = loadDeck(text, 'team.yaml');
    assert.deepEqual(
      mistakes.map(({ severity }) => severity),
      ['warning', 'error'],
    );
    assert.deepEqual(
      questions.map(({ id }) => id),
      ['a'],
    );
  });

  it('says which scaffold was meant by a check that is none, and leaves the check out', () => {
    const text = `questions:\n${good('a')}    check: probe.liner\n${good('b')}    check: nothing\n${good('c')}    check: lens.logit\n`;
    const { questions, mistakes } = mergeDecks(
      [readDeck({ path: 'team.yaml', text })],
      ['attention.patterns', 'probe.linear', 'lens.logit'],
    );
    assert.deepEqual(
      mistakes.map(({ line, column, severity, message }) => [line, column, severity, message]),
      [
        [
          8,
          12,
          'warning',
          '"check" is "probe.liner", which is no scaffold: write probe.linear, or leave it out.',
        ],
        [
          15,
          12,
          'warning',
          '"check" is "nothing", which is no scaffold: write the id of a scaffold, or leave it out.',
        ],
      ],
    );
    assert.deepEqual(
      questions.map(({ id, check }) => [id, check]),
      [
        ['a', undefined],
        ['b', undefined],
        ['c', 'lens.logit'],
      ],
    );
  });

  it('says that a field is written twice', () => {
    const text = `questions:\n${good('a')}    phase: start\nquestions: []\n`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:9:1 This field is written twice: keep one of the two.',
      'team.yaml:8:5 This field is written twice: keep one of the two.',
    ]);
  });

  it('lets no source be called practice', () => {
    const text = `sources:\n  practice: {title: T, authors: A, year: 2020, link: "https://a.test/"}\nquestions:\n${good('a')}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:2:3 A source named practice always means common practice: write another name.',
    ]);
  });

  it('reads Windows line ends, and says where in them', () => {
    const text = `questions:\n${good('a')}${good('b').replace('middle', 'begin')}`;
    assert.deepEqual(mistakesIn(text.replaceAll('\n', '\r\n')), mistakesIn(text));
    assert.deepEqual(idsIn(text.replaceAll('\n', '\r\n')), ['a']);
  });

  it('takes the names of what JavaScript objects have for any other misspelt field', () => {
    for (const name of ['__proto__', 'constructor', 'toString']) {
      const text = `questions:\n${good('a')}    ${name}: {check: probe.linear}\n`;
      assert.match(mistakesIn(text).join(), new RegExp(`^team.yaml:8:5 "${name}" is not a field`));
      assert.deepEqual(
        loadDeck(text, 'x').questions,
        loadDeck(`questions:\n${good('a')}`, 'x').questions,
      );
    }
    const source = `sources:\n  a: {}\nquestions:\n${good('a').replace('practice', '__proto__')}`;
    assert.match(mistakesIn(source).at(-1) ?? '', /"__proto__", which is not under sources/);
  });

  it('reads a tag as a mistake, not as an instruction', () => {
    const text = `questions:\n${good('a').replace('middle', '!!js/function middle')}`;
    assert.match(mistakesIn(text).join(), /team.yaml:5:12 Remove the tag here/);
  });

  it('asks for one deck to a file', () => {
    const text = `questions:\n${good('a')}`;
    assert.deepEqual(mistakesIn(`${text}---\n${text}`), [
      'team.yaml:8:1 Write one deck to a file: remove the line ---.',
    ]);
    assert.deepEqual(idsIn(`---\n${text}`), ['a']);
  });

  it('reads nothing of a file of two megabytes', () => {
    const text = `questions:\n${good('a')}#${'x'.repeat(2_000_000)}`;
    assert.deepEqual(mistakesIn(text), [
      'team.yaml:1:1 The file is larger than 1 MB: split it into decks.',
    ]);
    assert.deepEqual(idsIn(text), []);
  });

  it('says so when lists stand too deep inside each other', () => {
    assert.match(mistakesIn('- '.repeat(5_000))[0] ?? '', /:1:\d+ Write this with fewer brackets/);
  });

  it('reports a hundred mistakes and counts the rest', () => {
    const text = Array.from({ length: 5_000 }, (_, index) => `k${index}: x`).join('\n');
    const mistakes = mistakesIn(text);
    assert.equal(mistakes.length, 101);
    assert.equal(mistakes[100], 'team.yaml:101:1 4901 more mistakes: mend these first.');
  });

  it('does not follow aliases that would fill the memory', () => {
    const levels = Array.from({ length: 30 }, (_, level) =>
      level === 0 ? 'x0: &x0 [a, a]' : `x${level}: &x${level} [*x${level - 1}, *x${level - 1}]`,
    );
    const text = `${levels.join('\n')}\nquestions:\n${good('a').replace('any', '*x29')}`;
    assert.ok(
      mistakesIn(text).some((mistake) => mistake.includes("aliases here can't be followed")),
    );
    assert.deepEqual(idsIn(text), []);
  });

  it('says so of a value that holds itself', () => {
    const text = `questions:\n${good('a').replace('middle', '&loop [*loop]')}${good('b')}`;
    assert.match(mistakesIn(text).join(), /team\.yaml:2:5 The aliases here can't be followed/);
    assert.deepEqual(idsIn(text), ['b']);
  });

  it('cuts a name short that it quotes back', () => {
    const text = `questions:\n${good('a')}    ${'x'.repeat(900)}: 1\n`;
    assert.match(mistakesIn(text).join(), /^team\.yaml:8:5 "x{58}… is not a field/);
  });

  it('never throws, and always says where, whatever the file holds', () => {
    const fragment = fc.constantFrom(
      'questions:',
      '\n',
      '  - ',
      'id: a',
      'text: ',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      ': ',
      '\t',
      '&a ',
      '*a',
      '!!set ',
      '---',
      '? ',
      '| ',
      '> ',
      '# ',
      '%YAML',
      'phase: start',
      'sources:',
      '__proto__: 1',
      '\u0000',
      '\r\n',
      '<<: ',
      '  ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fragment, fc.string({ maxLength: 6 })), { maxLength: 40 }),
        (parts) => {
          for (const mistake of loadDeck(parts.join(''), 'x.yaml').mistakes) {
            const { line, column, end, message } = mistake;
            assert.ok(line >= 1 && column >= 1);
            assert.ok(end.line > line || (end.line === line && end.column >= column));
            assert.match(message, /\.$/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
