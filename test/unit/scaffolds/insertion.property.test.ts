import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyInsertion, planCells, planInsertion } from '../../../src/scaffolds/planInsertion.ts';
import { readDocument } from '../../../src/scaffolds/python/document.ts';
import { countErrors, parsePython } from '../../../src/scaffolds/python/tree.ts';
import { catalog } from './inserted.ts';

/** Statements that are easy to break by writing into them. */
const statements = [
  'import torch',
  'import numpy as np, os.path',
  'from transformers import (\n    AutoModel,\n    AutoTokenizer as AT,\n)',
  'from __future__ import annotations',
  'if TYPE_CHECKING:\n    import torch',
  'try:\n    import torch\nexcept ImportError:\n    torch = None',
  'os.environ["A"] = "1"',
  '"""A docstring\n\n# %% not a cell\n"""',
  'x = """open\n  # %% no\n"""',
  'net = AutoModel.from_pretrained("x").eval()',
  'tok = AutoTokenizer.from_pretrained("x")',
  'texts = [\n    "a b",\n\n    "c d",  # %% no\n]',
  'y = f(\n  1,\n\n  2)',
  'z = 1 + \\\n    2',
  'a = 1; b = f(\n2); c = 3',
  'for i in range(3):\n    x = i\n\n    # inside\n',
  'if x:\n    y = 1\nelif y:\n    y = 2\nelse:\n    y = 3',
  'def f(model, tok: str = "a"):\n    """Doc."""\n    x = 1\n\n    def g():\n        return x\n    return g\n    # after',
  'async def h():\n\tawait x\n\n\treturn 3',
  '@decorated(\n  1)\nclass A(nn.Module):\n    x = 1\n\n    def forward(self, image):\n        return image\n',
  'with a() as b, c:\n    pass',
  'if __name__ == "__main__":\n    main()\n    # done',
  'match x:\n    case 1:\n        y = 2',
  'lambda: 3',
  'def one(): return 1',
  'bridge = TransformerBridge.boot_transformers("x")',
  'from transformer_lens import HookedTransformer\nlm = HookedTransformer.from_pretrained("x")',
  'cnn = keras.Sequential([\n    keras.layers.Dense(3),\n])',
  'clean, corrupt = "a b", "a c"; answer = " d"',
  'params = {"w": 1}\n\n\ndef predict(params, x):\n    return x',
  '# a comment',
  '    ',
  '# %% A cell',
  '# %% [markdown]\n# text',
  '%matplotlib inline',
  'x = f"{y!r:>{width}} {{}} $1 \\\\"',
];

const document = fc
  .record({
    parts: fc.array(fc.constantFrom(...statements), { maxLength: 8 }),
    gap: fc.constantFrom('\n', '\n\n', '\n\n\n'),
    crlf: fc.boolean(),
    end: fc.constantFrom('', '\n', '\n\n', '\n    '),
  })
  .map(({ parts, gap, crlf, end }) => {
    const text = parts.join(gap) + end;
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  });
const position = fc.double({ min: 0, max: 1, noNaN: true });
const scaffolds = fc.constantFrom(...catalog.scaffolds);

/** Whether nothing but a docstring and comments stands above an import from the future. */
function startsWithFuture(text: string): boolean {
  const { statements } = readDocument(text);
  const first = statements.find((one) => one.firstChild?.name !== 'String');
  return first !== undefined && text.startsWith('from __future__', first.from);
}

describe('an insertion anywhere', function () {
  this.timeout(120_000);

  it('takes a name that is selected, or none, and leaves the rest as it would be', () => {
    const names = fc.constantFrom('net', 'tok', 'cnn', 'clean', 'x', 'nowhere');
    fc.assert(
      fc.property(document, position, scaffolds, names, (text, share, scaffold, name) => {
        const plan = planInsertion(text, Math.round(share * text.length), scaffold, {
          preferred: name,
        });
        assert.ok(plan.ok);
        const after = applyInsertion(text, plan.value);
        assert.equal(countErrors(parsePython(after)), countErrors(parsePython(text)));
        const used = plan.value.needs.map(({ choices }) => choices[0]);
        assert.equal(new Set(used).size, used.length, 'each need has a name of its own');
      }),
      { numRuns: 100 },
    );
  });

  it('of cells into a notebook gives code that parses, whatever the other cells hold', () => {
    const odd = fc.constantFrom('%%bash\nls "', 'x = """open', '!ls', 'f(');
    const cells = fc.array(fc.oneof(fc.constantFrom(...statements), odd), { maxLength: 4 });
    fc.assert(
      fc.property(cells, cells, scaffolds, (above, below, scaffold) => {
        const { code, markdown } = planCells({ above, below }, scaffold);
        assert.equal(countErrors(parsePython(code.text)), 0, code.text);
        assert.match(markdown, /^## /);
      }),
      { numRuns: 100 },
    );
  });

  it('takes nothing away, and leaves a document that parses parsing', () => {
    let inserted = 0;
    fc.assert(
      fc.property(document, position, scaffolds, (text, share, scaffold) => {
        const result = planInsertion(text, Math.round(share * text.length), scaffold);
        assert.ok(result.ok);
        const { imports, body } = result.value;
        const after = applyInsertion(text, result.value);
        let rest = after;
        for (const { offset, text: added } of [body, ...imports.toReversed()]) {
          const before = [...imports, body].filter((one) => one.offset < offset);
          const start = offset + before.reduce((sum, one) => sum + one.text.length, 0);
          assert.equal(rest.slice(start, start + added.length), added);
          rest = rest.slice(0, start) + rest.slice(start + added.length);
        }
        assert.equal(rest, text);
        assert.equal(countErrors(parsePython(after)), countErrors(parsePython(text)));
        const future = /^from __future__/m.exec(text)?.index ?? 0;
        assert.ok(imports.every(({ offset }) => offset >= future || !startsWithFuture(text)));
        inserted++;
      }),
      { numRuns: 200 },
    );
    assert.ok(inserted > 50);
  });

  it('takes nothing away from text that is not Python at all', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'ab \n\t"\'#%=():[]{}\\.,import def'),
      maxLength: 60,
    });
    fc.assert(
      fc.property(text, position, scaffolds, (before, share, scaffold) => {
        const result = planInsertion(before, Math.round(share * before.length), scaffold);
        if (result.ok) {
          const added = [...result.value.imports, result.value.body];
          const length = added.reduce((sum, one) => sum + one.text.length, before.length);
          assert.equal(applyInsertion(before, result.value).length, length);
        } else {
          assert.match(result.error, /never closed/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
