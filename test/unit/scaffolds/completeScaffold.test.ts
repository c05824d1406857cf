import assert from 'node:assert/strict';
import {
  isBetweenStatements,
  scaffoldsNamed,
  typedWords,
} from '../../../src/scaffolds/completeScaffold.ts';
import { applyInsertion, planInsteadOf } from '../../../src/scaffolds/planInsertion.ts';
import { readDocument } from '../../../src/scaffolds/python/document.ts';
import { attention, catalog, saliency } from './inserted.ts';

const named = (words: string): string[] =>
  scaffoldsNamed(words, catalog.scaffolds).map(({ id }) => id);

describe('words that name a scaffold', () => {
  it('stand alone on their line', () => {
    assert.deepEqual(typedWords('    saliency', 12), { from: 4, words: 'saliency' });
    assert.deepEqual(typedWords('attention patterns  ', 18), {
      from: 0,
      words: 'attention patterns',
    });
    for (const line of [
      'x = saliency',
      'saliency()',
      '# saliency',
      'sal',
      'obj.saliency',
      '"sali',
    ]) {
      assert.equal(typedWords(line, line.length), undefined, line);
    }
    assert.equal(typedWords('saliency = 3', 8), undefined);
  });

  it('begin a word of its title or its method', () => {
    assert.ok(named('salie').includes(saliency.id));
    assert.ok(named('gradient sal').includes(saliency.id));
    assert.ok(named('Attention Patterns').includes(attention.id));
    assert.ok(named('random-model').includes('attention.random-model.transformers'));
    assert.ok(!named('liency').includes(saliency.id));
    assert.deepEqual(named('import torch'), []);
  });

  it('come first where the name itself begins with them', () => {
    const inside = { ...saliency, id: 'a', title: 'Channel saliency', method: 'channel-saliency' };
    const order = scaffoldsNamed('saliency', [inside, saliency]).map(({ id }) => id);
    assert.deepEqual(order, [saliency.id, 'a']);
  });

  it('count only where a statement may stand', () => {
    const at = (text: string): boolean =>
      isBetweenStatements(readDocument(text), text.indexOf('sali'));
    assert.ok(at('x = 1\nsaliency\n'));
    assert.ok(at('def f():\n    saliency\n'));
    assert.ok(at('x = 1\nsaliency map\ny = 2\n'));
    assert.ok(!at('"""\nsaliency\n"""\n'));
    assert.ok(!at('f(\n  saliency\n)\n'));
    assert.ok(!at('x = [\n  saliency\n]\n'));
    assert.ok(!at('x = (\n  saliency\n)\n'));
  });
});

describe('a scaffold in the place of the words that name it', () => {
  function insteadOf(marked: string): string {
    const from = marked.indexOf('«');
    const to = marked.indexOf('»') - 1;
    const text = marked.replace('«', '').replace('»', '');
    const plan = planInsteadOf(text, from, to, saliency);
    assert.ok(plan.ok);
    const { imports, body } = plan.value;
    // As the editor does it: the words go in the same edit.
    const words = { offset: from, text: '' };
    const before = [...imports, body].filter(({ offset }) => offset <= from);
    const shift = before.reduce((sum, one) => sum + one.text.length, 0);
    const done = applyInsertion(text, plan.value);
    return done.slice(0, words.offset + shift) + done.slice(to + shift);
  }

  it('leaves nothing of them', () => {
    const text = insteadOf('import torch\nmodel = load()\nimage = load()\n«saliency»\nx = 1\n');
    assert.match(
      text,
      /^import torch\nimport matplotlib[\s\S]*\nimage = load\(\)\n\n\n# Gradient saliency\n/,
    );
    assert.doesNotMatch(text, /^saliency$/m);
    assert.match(text, /plt\.show\(\)\n\n+x = 1\n$/);
  });

  it('has the indentation of the place', () => {
    const text = insteadOf('def f(model, image):\n    y = 1\n    «saliency»\n    return y\n');
    assert.match(text, /\n {4}# Gradient saliency\n {4}def saliency_map\(/);
    assert.match(text, /\n {4}return y\n$/);
  });
});
