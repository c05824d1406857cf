import assert from 'node:assert/strict';
import { attention, insertAt, saliency } from './inserted.ts';

/** The saliency scaffold with something else in its last cell. */
const source = `${saliency.source.slice(0, saliency.source.indexOf('# %% Gradient saliency'))}# %% Gradient saliency
LIMIT = 3


@torch.no_grad()
def first(model, image):
    """Doc."""
    return LIMIT


class Keeper:
    """Doc."""

    limit = LIMIT
    plt = None

    def first(self, model):
        self.saliency = first(model, self.limit)
        return plt


keeper = Keeper()


def last():
    return keeper.first(model)


saliency, target, logit = last(), first(model, image), LIMIT
plt.show()
`;
const odd = { ...saliency, source };

describe('a scaffold with classes, constants and decorators', () => {
  it('is inserted in whole, in its order', () => {
    const { text } = insertAt('net = load()\nimg = load()\n|', odd);
    const lines = [
      'LIMIT = 3',
      '@torch.no_grad()',
      'def first(model, image):',
      'class Keeper:',
      'keeper = Keeper()',
      'def last():',
      'saliency, target, logit',
    ];
    const places = lines.map((line) => text.indexOf(line));
    assert.ok(!places.includes(-1), text);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
    assert.match(text, /first\(net, img\), LIMIT/);
  });

  it('takes new names where the document has its own, but not for methods and attributes', () => {
    const { text } = insertAt(
      'import torch as t\nfirst = LIMIT = keeper = 1\nmodel = load()\nimage = load()\n|',
      odd,
    );
    assert.match(text, /^@t\.no_grad\(\)\ndef first_2\(model, image\):/m);
    assert.match(text, /^ {4}limit = LIMIT_2$/m);
    assert.match(
      text,
      /^ {4}def first\(self, model\):\n {8}self\.saliency = first_2\(model, self\.limit\)\n {8}return plt$/m,
    );
    assert.match(text, /^ {4}return keeper_2\.first\(model\)$/m);
  });

  it('brings nothing twice', () => {
    const first = insertAt('model = load()\nimage = load()\n|', odd).text;
    const both = insertAt(`${first}|`, odd).text;
    assert.equal(both.match(/^@torch\.no_grad\(\)$/gm)?.length, 2, 'it uses LIMIT, which is new');
    assert.equal(both.match(/^class Keeper/gm)?.length, 2);
    const again = insertAt(`${insertAt('|', attention).text}|`, attention).text;
    assert.equal(again.match(/^def attention_patterns/gm)?.length, 1);
  });
});
