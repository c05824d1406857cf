import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeApart } from '../../../src/scaffolds/insert/parts.ts';
import { boundByModule, moduleReferences } from '../../../src/scaffolds/insert/references.ts';
import { loadCatalog } from '../../../src/scaffolds/loadCatalog.ts';
import { countErrors, parsePython } from '../../../src/scaffolds/python/tree.ts';
import { CatalogError, readScaffold } from '../../../src/scaffolds/readScaffold.ts';
import type { Scaffold } from '../../../src/scaffolds/scaffold.ts';
import { attention, catalog, catalogFolder } from './inserted.ts';

const path = 'attention/patterns.transformers.py';
const file = await readFile(join(catalogFolder, path), 'utf8');

/** The attention scaffold's file with one line of its header changed. */
function withLine(from: RegExp, to: string): string {
  return file.replace(from, to);
}

function mistake(path: string, text: string): string {
  try {
    readScaffold(path, text);
  } catch (error) {
    assert.ok(error instanceof CatalogError);
    return error.message;
  }
  throw new assert.AssertionError({ message: 'the header was accepted' });
}

describe('the catalogue', () => {
  it('holds the first three scaffolds and a check for each', () => {
    for (const id of [
      'attention.patterns.transformers',
      'gradient.saliency.torch',
      'probe.linear.transformers',
    ]) {
      const check = catalog.get(catalog.get(id)?.check ?? '');
      assert.equal(check?.checks, id);
    }
  });

  it('lists a check after what it checks', () => {
    const ids = catalog.scaffolds.map(({ id }) => id);
    for (const { id, check } of catalog.scaffolds) {
      assert.ok(check === undefined || ids.indexOf(id) < ids.indexOf(check));
    }
  });

  it('names a known answer for each scaffold, on one line', () => {
    const without = catalog.scaffolds.filter(
      ({ checks, knownAnswer }) => checks === undefined && knownAnswer === undefined,
    );
    assert.deepEqual(
      without.map(({ id }) => id),
      [],
    );
  });

  for (const scaffold of catalog.scaffolds) {
    it(`takes ${scaffold.id} apart without an error`, () => {
      const parts = takeApart(scaffold);
      assert.equal(countErrors(parts.tree), 0);
      assert.ok(parts.body.length > 1);
      assert.deepEqual(
        new Set(parts.setups.keys()),
        new Set(scaffold.needs.map(({ name }) => name)),
      );
    });

    it(`inserts every line of ${scaffold.id}`, () => {
      const { tree, body } = takeApart(scaffold);
      const title = tree.text.lastIndexOf(`# %% ${scaffold.title}\n`);
      assert.notEqual(title, -1, 'the last cell has the title');
      let at = tree.text.indexOf('\n', title);
      for (const { from, to } of body) {
        assert.equal(tree.text.slice(at, from).trim(), '');
        at = to;
      }
      assert.equal(tree.text.slice(at).trim(), '');
    });

    it(`makes each example of ${scaffold.id} from nothing but what the scaffold needs`, () => {
      const { tree, setups } = takeApart(scaffold);
      const needed = new Set(scaffold.needs.map(({ name }) => name));
      const bound = boundByModule(tree);
      for (const [name, { from, to }] of setups) {
        const own = boundByModule(parsePython(tree.text.slice(from, to)));
        const borrowed = moduleReferences(tree)
          .filter((one) => from <= one.from && one.to <= to)
          .map((one) => one.name)
          .filter((one) => bound.has(one) && !own.has(one) && !needed.has(one));
        assert.deepEqual(borrowed, [], `of another example, in the cell "${name}"`);
      }
    });

    it(`finds every result of ${scaffold.id} in its code`, () => {
      for (const { name } of scaffold.yields) {
        assert.match(scaffold.source, new RegExp(`^(?:\\w+, )*${name}(?:, \\w+)* = `, 'm'));
      }
    });
  }

  it('writes a function that several scaffolds share the same in each, so that it is inserted once', () => {
    const texts = new Map<string, string>();
    for (const scaffold of catalog.scaffolds) {
      for (const { defines, from, to } of takeApart(scaffold).body) {
        const text = scaffold.source.slice(from, to);
        if (defines !== undefined) {
          assert.equal(text, texts.get(defines) ?? text, `${defines} in ${scaffold.id}`);
          texts.set(defines, text);
        }
      }
    }
  });
});

/** Where TransformerLens 3 and 4 differ: how a model with fresh weights is made, and nowhere else. */
const freshModels = new Set([
  'attention.random-model.hooked-transformer',
  'lens.lens-control.hooked-transformer',
]);

describe('a scaffold for TransformerLens 3', () => {
  const hooked = catalog.scaffolds.filter(({ id }) => id.endsWith('.hooked-transformer'));

  /** The imports, then the cells, without what imports TransformerLens and the cell that loads the model. */
  function cellsOf({ source }: Scaffold): readonly string[] {
    return source
      .replace(/^from transformer_lens.*\n/m, '')
      .split(/^(?=# %% )/m)
      .filter((cell) => !cell.startsWith('# %% model\n'));
  }

  /** The functions of the last cell by name; the lines that call them are under "". */
  function bodyOf(one: Scaffold): ReadonlyMap<string, string> {
    return new Map(
      takeApart(one).body.map(({ defines = '', from, to }) => [
        defines,
        one.source.slice(from, to),
      ]),
    );
  }

  it('is there for each of TransformerLens 4', () => {
    const bridges = catalog.scaffolds.filter(({ framework }) => framework === 'transformer-lens');
    const expected = bridges.map(({ id }) => id.replace(/transformer-lens$/, 'hooked-transformer'));
    assert.deepEqual(
      hooked.map(({ id }) => id),
      expected,
    );
    assert.ok(expected.length > 15);
  });

  for (const one of hooked) {
    const sibling = catalog.get(one.id.replace(/\.hooked-transformer$/, '.transformer-lens'));
    const isFresh = freshModels.has(one.id);

    it(`is the one for TransformerLens 4 but for ${isFresh ? 'random models and ' : ''}how it loads: ${one.id}`, () => {
      assert.ok(sibling, 'it has a sibling');
      if (!isFresh) {
        assert.deepEqual(cellsOf(one), cellsOf(sibling));
        return;
      }
      assert.deepEqual(cellsOf(one).slice(0, -1), cellsOf(sibling).slice(0, -1));
      const own = bodyOf(one);
      const other = bodyOf(sibling);
      const onlyHere = [...own.keys()].filter((name) => !other.has(name));
      assert.ok(
        onlyHere.every((name) => name.startsWith('fresh_hooked')),
        onlyHere.join(', '),
      );
      for (const [name, text] of own) {
        if (other.has(name)) {
          const call = /^random = .*\n/m;
          assert.equal(text.replace(call, ''), other.get(name)?.replace(call, ''), name);
        }
      }
    });
  }
});

describe('a file of the catalogue', () => {
  it('reads the same with CRLF', () => {
    assert.deepEqual(readScaffold(path, file.replaceAll('\n', '\r\n')), attention);
  });

  it('is what it holds below its header, which the header says already', () => {
    assert.ok(file.endsWith(attention.source));
    assert.match(attention.source, /^(?:import|from) /);
  });

  it('is refused without a header', () => {
    assert.equal(
      mistake(path, 'import torch\n'),
      `${path}: the file should start with a docstring that holds the header in YAML.`,
    );
  });

  it('is refused for a missing field, by its name', () => {
    assert.equal(mistake(path, withLine(/^title:.*\n/m, '')), `${path}: "title" is missing.`);
  });

  it('is refused for a misspelt field', () => {
    assert.match(
      mistake(path, withLine(/^picture:/m, 'figure:')),
      /"picture" is missing; "figure"/,
    );
  });

  it('is refused for an unknown kind of need, with the known ones', () => {
    assert.match(
      mistake(path, withLine(/kind: tokenizer/, 'kind: tokeniser')),
      /"needs\.1\.kind": write one of transformersModel, tokenizer/,
    );
  });

  it('is refused for a question in words, and for none', () => {
    assert.match(
      mistake(path, withLine(/^ {2}- attention\.sink$/m, '  - How much is on the first token?')),
      /"questions\.\d+": write ids of questions in src\/questions\/decks, such as attention\.sink/,
    );
    assert.match(
      mistake(path, withLine(/^questions:\n(?: {2}- .*\n)+/m, 'questions: []\n')),
      /"questions": name at least one question/,
    );
  });

  it('is refused for YAML that does not parse, with the line', () => {
    assert.match(
      mistake(path, withLine(/^title:.*/m, 'title: "open')),
      /patterns\.transformers\.py:\d+: the header is not valid YAML/,
    );
  });

  it('is refused when its id and its path disagree', () => {
    assert.equal(
      mistake('attention/other.transformers.py', file),
      'attention/other.transformers.py: the id is "attention.patterns.transformers", so the file should be attention/patterns.transformers.py.',
    );
  });

  it('is refused when it imports a submodule without a name of its own', () => {
    const source = attention.source.replace('matplotlib.pyplot as plt', 'matplotlib.pyplot');
    assert.throws(
      () => takeApart({ ...attention, source }),
      /"import matplotlib\.pyplot" binds only its first part/,
    );
  });

  it('is refused when it has no example for a need', () => {
    const source = attention.source.replace('# %% tokenizer\n', '');
    assert.throws(
      () => takeApart({ ...attention, source }),
      /there should be a cell "# %% tokenizer"/,
    );
  });
});

describe('a folder of scaffolds', () => {
  it('is refused when a check does not exist', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'interpair-catalog-'));
    try {
      await mkdir(join(folder, 'attention'));
      await writeFile(join(folder, path), file);
      await assert.rejects(
        loadCatalog(folder),
        /there is no scaffold "attention.random-model.transformers"/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
