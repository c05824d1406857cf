import assert from 'node:assert/strict';
import fc from 'fast-check';
import { phases } from '../../../src/core/question.ts';
import { completeDeck, namesCheck } from '../../../src/questions/completeDeck.ts';
import { techniques } from '../../../src/questions/deck.ts';
import { loadDeck } from '../../../src/questions/loadDeck.ts';

const checks = [
  { id: 'probe.control-task.sklearn', title: 'Control task' },
  { id: 'lens.lens-control.transformers', title: 'Lens control' },
];

/** What is offered at `|`, with the text that it takes the place of. */
function offered(text: string) {
  const lines = text.split('\n');
  const row = lines.findIndex((line) => line.includes('|'));
  const line = lines[row] ?? '';
  const column = line.indexOf('|');
  lines[row] = line.replace('|', '');
  const found = completeDeck(lines, row, column, namesCheck(line) ? checks : []);
  return {
    typed: found && line.slice(found.start, column),
    items: found?.items ?? [],
    labels: (found?.items ?? []).map(({ label }) => label),
    /** The text after accepting, with the first choice in the place of each stop. */
    accepted: (label: string) => {
      const insert = found?.items.find((item) => item.label === label)?.insert ?? '';
      const indent = /^ */.exec(line)?.[0] ?? '';
      const plain = insert
        .replaceAll(/\$\{\d+(?::([^}]*)|\|([^,]*)[^}]*)\}/g, '$1$2')
        .replaceAll('\n', `\n${indent}`);
      const whole = line.slice(0, found?.start) + plain + line.slice(column + 1);
      return lines.with(row, whole).join('\n');
    },
  };
}

const question = `questions:
  - id: a
    text: Why?
    why: It is so.
    phase: start
    techniques: any
    source: practice
`;

describe('completeDeck', () => {
  it('offers the fields of a deck, without those that are there', () => {
    assert.deepEqual(offered('|').labels, ['techniques', 'sources', 'questions']);
    assert.deepEqual(offered(`|\n${question}`).labels, ['techniques', 'sources']);
    assert.deepEqual(offered(`${question}sou|`).labels, ['techniques', 'sources']);
    assert.equal(offered(`${question}sou|`).typed, 'sou');
  });

  it('offers the fields of a question, without those above and below', () => {
    const text = question.replace('    why: It is so.\n', '    |\n');
    assert.deepEqual(offered(text).labels, ['why', 'frameworks', 'check']);
    assert.equal(offered(`${question}  - |\n`).labels[1], 'id');
    assert.deepEqual(offered(`${question}  - id: b\n    te|\n${question}`).labels, [
      'text',
      'why',
      'phase',
      'techniques',
      'frameworks',
      'source',
      'check',
    ]);
  });

  it('offers them as well where the list is not indented', () => {
    const { labels } = offered('questions:\n- id: a\n  text: Why?\n  |\n- id: b\n');
    assert.deepEqual(labels, ['why', 'phase', 'techniques', 'frameworks', 'source', 'check']);
  });

  it('offers the fields of a publication, under sources and in a question', () => {
    assert.deepEqual(offered('sources:\n  jain2019:\n    title: T\n    |\n').labels, [
      'authors',
      'year',
      'link',
    ]);
    const inPlace = question.replace('source: practice', 'source:\n      year: 2019\n      |');
    assert.deepEqual(offered(inPlace).labels, ['title', 'authors', 'link']);
  });

  for (const [how, written] of [
    ['by itself', 'phase: |'],
    ['half typed', 'phase: sta|'],
    ['in brackets', 'phase: [start, |]'],
    ['half typed in brackets', 'phase: [mid|'],
    ['as a list in lines', 'phase:\n      - start\n      - m|'],
    ['as a list in lines that is not indented', 'phase:\n    - |'],
  ] as const) {
    it(`offers phases ${how}`, () => {
      const { labels, items } = offered(question.replace('phase: start', written));
      assert.deepEqual(labels, [...phases]);
      assert.ok(items.every(({ description }) => description !== ''));
    });
  }

  it('offers techniques, for a question and for the deck', () => {
    assert.deepEqual(offered(question.replace(': any', ': |')).labels, [...techniques]);
    assert.deepEqual(offered(`techniques: [probe, |]\n${question}`).labels, [...techniques]);
  });

  it('offers practice and the names under sources', () => {
    const named = 'sources:\n  # Two of them.\n  a2019:\n    title: T\n\n  b-2020:\n    year: 1\n';
    const { labels, typed } = offered(named + question.replace(': practice', ': b-|'));
    assert.deepEqual(labels, ['practice', 'a2019', 'b-2020']);
    assert.equal(typed, 'b-');
    assert.deepEqual(offered(question.replace(': practice', ': |')).labels, ['practice']);
  });

  it('offers checks with their titles', () => {
    const { items, typed } = offered(`${question}    check: probe.con|\n`);
    assert.equal(typed, 'probe.con');
    assert.deepEqual(
      items.map(({ label, description }) => [label, description]),
      checks.map(({ id, title }) => [id, title]),
    );
  });

  it('offers nothing in a text, a comment, a quote or behind a list', () => {
    for (const line of [
      'text: Why |',
      'text: |',
      '# phase: |',
      "phase: '|",
      'phase: [start] |',
      'id: |',
      'nothing: |',
    ]) {
      assert.deepEqual(offered(`questions:\n  - ${line}\n`).labels, [], line);
      assert.deepEqual(offered(`questions:\n  - id: a\n    ${line}\n`).labels, [], line);
    }
    assert.deepEqual(offered(question.replace('Why?', '>\n      Is this|')).labels, []);
  });

  for (const [where, text, label] of [
    ['below questions', 'questions:\n  |\n', 'New question'],
    ['behind a hyphen', 'questions:\n  - |\n', 'New question'],
    [
      'behind a hyphen that is not indented',
      `${question.replaceAll('\n  ', '\n')}- |`,
      'New question',
    ],
    ['below sources', `sources:\n  |\n${question}`, 'New source'],
    ['below the name of a source', `sources:\n  a:\n    |\n${question}`, 'New source'],
    ['below a question’s source', question.replace(' practice', '\n      |'), 'New source'],
  ] as const) {
    it(`offers a whole entry ${where}, without a mistake in it`, () => {
      const { labels, accepted } = offered(text);
      assert.equal(labels[0], label);
      assert.deepEqual(loadDeck(accepted(label), 'x').mistakes, [], accepted(label));
    });
  }

  it('offers no whole entry where one has been begun', () => {
    assert.ok(!offered(`${question}    |\n`).labels.includes('New question'));
  });

  it('never fails, and never takes the place of what is behind the cursor', () => {
    const fragment = fc.constantFrom(
      '\n',
      '  ',
      '- ',
      'questions:',
      'source: ',
      'phase: [',
      'id',
      '# ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fragment, fc.string({ maxLength: 4 })), { maxLength: 30 }),
        fc.nat(),
        fc.nat(),
        (parts, someRow, someColumn) => {
          const lines = parts.join('').split('\n');
          const row = someRow % lines.length;
          const column = someColumn % ((lines[row] ?? '').length + 1);
          const found = completeDeck(lines, row, column, checks);
          assert.ok(found === undefined || (found.start >= 0 && found.start <= column));
        },
      ),
      { numRuns: 300 },
    );
  });
});
