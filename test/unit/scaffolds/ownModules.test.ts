import assert from 'node:assert/strict';
import { modelsInSight } from '../../../src/scaffolds/modelsInSight.ts';
import { planInsertion } from '../../../src/scaffolds/planInsertion.ts';
import { readDocument } from '../../../src/scaffolds/python/document.ts';
import { type ProjectFiles, readOwnModules } from '../../../src/scaffolds/python/ownModules.ts';
import { frameworksOf } from '../../../src/scaffolds/techniquesAt.ts';
import { attention } from './inserted.ts';

/** A project on no disk, that counts what is read. */
class Project implements ProjectFiles {
  readonly reads: string[] = [];
  readonly #files: Readonly<Record<string, string>>;

  constructor(files: Readonly<Record<string, string>>) {
    this.#files = files;
  }

  async list(folder: string): Promise<readonly string[]> {
    const inside = Object.keys(this.#files).filter((file) => file.startsWith(`${folder}/`));
    return [...new Set(inside.map((file) => file.slice(folder.length + 1).split('/')[0] ?? ''))];
  }

  async read(file: string): Promise<string | undefined> {
    this.reads.push(file);
    return this.#files[file];
  }
}

const loader = `from transformers import GPT2LMHeadModel, PreTrainedTokenizerFast

PROMPT = "one two three"

def load_model() -> tuple[GPT2LMHeadModel, PreTrainedTokenizerFast]:
    ...
`;

/** The names that the attention scaffold takes from a document in the folder /p/app of a project. */
async function namesIn(text: string, files: Readonly<Record<string, string>>) {
  const modules = await readOwnModules(text, '/p/app', ['/p', '/p/src'], new Project(files));
  const plan = planInsertion(text, text.length, attention, { modules });
  assert.ok(plan.ok);
  return Object.fromEntries(
    plan.value.needs.map(({ need, choices, brought }) => [need.name, brought ? [] : choices]),
  );
}

describe('a module of the project', () => {
  const documents: Readonly<Record<string, readonly [string, Readonly<Record<string, string>>]>> = {
    'beside the document': ['from words import load_model', { '/p/app/words.py': loader }],
    'at the root of the project': ['from words import load_model', { '/p/words.py': loader }],
    'under src': ['from words import load_model', { '/p/src/words.py': loader }],
    'that is a package': ['from words import load_model', { '/p/words/__init__.py': loader }],
    'in a package': ['from lib.words import load_model', { '/p/lib/words.py': loader }],
    'under another name': [
      'from words import load_model as other\nload_model = other',
      { '/p/words.py': loader },
    ],
    'by all its names': ['from words import *', { '/p/words.py': loader }],
    'beside, by a relative import': [
      'from .words import load_model',
      { '/p/app/words.py': loader },
    ],
    'above, by a relative import': ['from ..words import load_model', { '/p/words.py': loader }],
    'of the package itself': ['from . import load_model', { '/p/app/__init__.py': loader }],
    'that passes on what it imports': [
      'from first import load_model',
      { '/p/first.py': 'from second import load_model', '/p/second.py': loader },
    ],
    'beside one that imports in a circle': [
      'import circle\nfrom words import load_model',
      { '/p/circle.py': 'import circle\nfrom circle import x', '/p/words.py': loader },
    ],
  };
  for (const [what, [text, files]] of Object.entries(documents)) {
    it(`tells what its function returns: ${what}`, async () => {
      const names = await namesIn(`${text}\na, b = load_model()\n`, files);
      assert.deepEqual(names, { ...names, model: ['a'], tokenizer: ['b'] });
    });
  }

  it('tells what it holds under its own name, or another', async () => {
    const files = { '/p/words.py': loader };
    for (const text of [
      'import words\na, b = words.load_model()\nc = words.PROMPT\n',
      'import words as w\na, b = w.load_model()\nc = w.PROMPT\n',
    ]) {
      assert.deepEqual(await namesIn(text, files), { model: ['a'], tokenizer: ['b'], text: ['c'] });
    }
    const relative = 'from . import words\na, b = words.load_model()\nc = words.PROMPT\n';
    assert.deepEqual(await namesIn(relative, { '/p/app/words.py': loader }), {
      model: ['a'],
      tokenizer: ['b'],
      text: ['c'],
    });
  });

  it('tells what its function returns without an annotation, too', async () => {
    const files = {
      '/p/words.py': `import transformers
DEVICE = "cpu"
def load_model(name="gpt2"):
    first = transformers.AutoModelForCausalLM.from_pretrained(name).to(DEVICE)
    second = transformers.AutoTokenizer.from_pretrained(name)
    return first, second
`,
    };
    const names = await namesIn('from words import load_model\na, b = load_model()\n', files);
    assert.deepEqual(names, { ...names, model: ['a'], tokenizer: ['b'] });
  });

  it('gives its classes', async () => {
    const files = { '/p/nets.py': 'from transformers import BertModel\nclass Net(BertModel): ...' };
    const called = await namesIn('from nets import Net\na = Net()\n', files);
    assert.deepEqual(called.model, ['a']);
    const annotated = await namesIn('import nets\na: nets.Net = make()\n', files);
    assert.deepEqual(annotated.model, ['a']);
    const derived = await namesIn('import nets\nclass Own(nets.Net): ...\na = Own()\n', files);
    assert.deepEqual(derived.model, ['a']);
  });

  it('beside the document comes before one at the root', async () => {
    const names = await namesIn('from words import net\n', {
      '/p/app/words.py': 'net = 3',
      '/p/words.py': 'import transformers\nnet = transformers.AutoModel.from_pretrained("x")',
    });
    assert.deepEqual(names.model, []);
  });

  it('leaves a library as it is, where the project has a module of that name without what is asked', async () => {
    const text =
      'from transformers import AutoModel\na = AutoModel.from_pretrained("x")\nimport torch\n';
    const names = await namesIn(text, { '/p/transformers/__init__.py': '', '/p/torch.py': '(' });
    assert.deepEqual(names.model, ['a']);
  });

  it('counts for the frameworks and models of the document, after its own', async () => {
    const files = { '/p/words.py': `${loader}net, tok = load_model()\n` };
    const text = 'import torch\nfrom words import net\n';
    const modules = await readOwnModules(text, '/p', [], new Project(files));
    const document = readDocument(text, modules);
    assert.deepEqual(frameworksOf(document), ['torch', 'transformers']);
    assert.deepEqual(
      modelsInSight(document, text.length).map(({ name, framework }) => [name, framework]),
      [['net', 'transformers']],
    );
  });

  it('is not read when it is not the project’s, or too large', async () => {
    const project = new Project({ '/p/big.py': `x = 1\n${'#'.repeat(200_000)}` });
    const text = 'import numpy as np\nfrom torch import nn\nimport big\nfrom .... import x\n';
    assert.deepEqual([...(await readOwnModules(text, '/p', ['/p'], project))], []);
    assert.deepEqual(project.reads, ['/p/big.py']);
  });

  it('is read once, however many ask for it', async () => {
    const project = new Project({
      '/p/a.py': 'import c',
      '/p/b.py': 'import c',
      '/p/c.py': 'x = 1',
    });
    await readOwnModules('import a\nimport b\nfrom a import c\n', '/p', ['/p'], project);
    assert.deepEqual(
      [...project.reads].sort((a, b) => a.localeCompare(b)),
      ['/p/a.py', '/p/b.py', '/p/c.py'],
    );
  });
});
