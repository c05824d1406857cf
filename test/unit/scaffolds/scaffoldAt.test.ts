import assert from 'node:assert/strict';
import { scaffoldAt, standingScaffolds } from '../../../src/scaffolds/scaffoldAt.ts';
import { attention, catalog, insertAt, saliency, scaffold } from './inserted.ts';

const ids = (text: string): (string | undefined)[] =>
  text.split('\n').map((_, line) => scaffoldAt(text, line, catalog)?.id);

/** The first line with this text, counted from 0. */
function lineOf(text: string, part: string): number {
  const line = text.split('\n').findIndex((one) => one.includes(part));
  assert.notEqual(line, -1, part);
  return line;
}

describe('the scaffold at a line', () => {
  const plain = insertAt(
    'import torch\nnet = load()\nx = 1\n|\nown = 3\n\nprint(own)\n',
    saliency,
  ).text;
  const cells = insertAt('# %% Load\nnet = load()\n|\n# %% Mine\nown = 3\n', saliency).text;

  for (const [what, text] of Object.entries({ 'plain file': plain, 'file of cells': cells })) {
    it(`is the one whose title stands above it in a ${what}`, () => {
      const from = lineOf(text, '# Gradient saliency'.replace('# ', ''));
      const to = lineOf(text, 'plt.show()');
      const found = ids(text);
      assert.deepEqual(new Set(found.slice(from, to + 1)), new Set([saliency.id]));
    });

    it(`is none in code of one's own in a ${what}`, () => {
      assert.equal(scaffoldAt(text, lineOf(text, 'net = load()'), catalog), undefined);
      assert.equal(scaffoldAt(text, lineOf(text, 'own = 3'), catalog), undefined);
    });
  }

  it('is the one above for blank lines below it, the last of the file among them', () => {
    const { text } = insertAt('net = load()\n|', saliency);
    const found = ids(`${text}\n  \n`);
    assert.deepEqual(found.slice(-3), [saliency.id, saliency.id, saliency.id]);
    assert.equal(scaffoldAt('\n\n', 2, catalog), undefined);
  });

  it('is the nearer one of two', () => {
    const check = scaffold('gradient.randomisation.torch');
    const both = insertAt(`${cells}|`, check).text;
    assert.equal(scaffoldAt(both, lineOf(both, 'def plot_saliency'), catalog)?.id, saliency.id);
    assert.equal(scaffoldAt(both, lineOf(both, 'def randomise'), catalog)?.id, check.id);
  });

  it('is known by its functions where the title was taken away', () => {
    const untitled = plain.replace('# Gradient saliency\n', '');
    assert.equal(
      scaffoldAt(untitled, lineOf(untitled, 'def saliency_map') + 3, catalog)?.id,
      saliency.id,
    );
  });

  it('is known under the names that it took because others had its own', () => {
    const { text } = insertAt('saliency = 3\ndef saliency_map():\n    pass\n\n|', saliency);
    assert.equal(scaffoldAt(text, lineOf(text, 'saliency_map_2('), catalog)?.id, saliency.id);
  });

  it('is found inside of a function', () => {
    const { text } = insertAt('def f(model, image):\n    x = |1\n    return x\n', saliency);
    assert.equal(scaffoldAt(text, lineOf(text, 'plt.show()'), catalog)?.id, saliency.id);
    assert.equal(scaffoldAt(text, 0, catalog), undefined);
  });

  it('is none where a string or another comment has the words of a title', () => {
    const text = 'x = """\n# %% Gradient saliency\n"""\ny = 1  # Gradient saliency\n';
    assert.deepEqual(new Set(ids(text)), new Set([undefined]));
  });

  it('is none in an empty or a broken document', () => {
    assert.equal(scaffoldAt('', 0, catalog), undefined);
    assert.equal(scaffoldAt('def (((\n"""', 1, catalog), undefined);
  });

  for (const one of catalog.scaffolds) {
    it(`is ${one.id} from its title to its end`, () => {
      const { text } = insertAt('x = 1\n|\ny = 2\n', one);
      const [standing, ...others] = standingScaffolds(text, catalog);
      assert.deepEqual(others, []);
      assert.equal(standing?.scaffold.id, one.id);
      assert.equal(text.slice(standing?.to).trim(), 'y = 2');
      assert.equal(text.slice(standing?.from).split('\n')[0], `# ${one.title}`);
    });
  }
});

describe('the scaffolds that stand in a document', () => {
  it('are listed from top to bottom', () => {
    const first = insertAt('|', attention).text;
    const { text } = insertAt(`${first}|`, saliency);
    assert.deepEqual(
      standingScaffolds(text.replaceAll('\n', '\r\n'), catalog).map((one) => one.scaffold.id),
      [attention.id, saliency.id],
    );
  });
});
