import assert from 'node:assert/strict';
import { planCells, planInsertion } from '../../../src/scaffolds/planInsertion.ts';
import { countErrors, parsePython } from '../../../src/scaffolds/python/tree.ts';
import { attention, insertAt, saliency, scaffold } from './inserted.ts';

/** The line above the inserted body and the one below it, blank ones aside. */
function around(marked: string): [string | undefined, string | undefined] {
  const { text } = insertAt(marked, saliency);
  const lines = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !/^import |^from /.test(line));
  const title = lines.findIndex((line) => /# (?:%% )?Gradient saliency$/.test(line));
  const end = lines.findIndex((line) => /^\s*plt\.show\(\)$/.test(line));
  assert.equal(countErrors(parsePython(text)), 0, text);
  return [lines[title - 1], lines[end + 1]];
}

describe('a scaffold goes', () => {
  it('to a blank line between statements', () => {
    assert.deepEqual(around('a = 1\n|\nb = 2\n'), ['a = 1', 'b = 2']);
  });

  it('below the statement at the cursor', () => {
    assert.deepEqual(around('a = |1\nb = 2\n'), ['a = 1', 'b = 2']);
  });

  it('below a call over several lines', () => {
    assert.deepEqual(around('a = f(\n    1,|\n    2,\n)\nb = 2\n'), [')', 'b = 2']);
  });

  it('below a string over several lines', () => {
    assert.deepEqual(around('a = """\nx |\n# %% not a cell\n"""\nb = 2\n'), ['"""', 'b = 2']);
  });

  it('below a loop, a with and a class, not into them', () => {
    assert.deepEqual(around('for i in x:\n    a = |1\n    c = 1\nb = 2\n'), ['    c = 1', 'b = 2']);
    assert.deepEqual(around('with x:\n    if y:\n        a = 1|\nb = 2\n'), [
      '        a = 1',
      'b = 2',
    ]);
    assert.deepEqual(around('class A:\n    x = 1\n    |\n    y = 2\nb = 2\n'), [
      '    y = 2',
      'b = 2',
    ]);
  });

  it('below all branches of an if', () => {
    assert.deepEqual(around('if x:\n    a = |1\nelse:\n    a = 2\nb = 2\n'), [
      '    a = 2',
      'b = 2',
    ]);
  });

  it('below a statement continued with a backslash', () => {
    assert.deepEqual(around('a = 1 + \\\n    |2\nb = 2\n'), ['    2', 'b = 2']);
  });

  it('below several statements on one line', () => {
    assert.deepEqual(around('a = |1; c = f(\n  2)\nb = 2\n'), ['  2)', 'b = 2']);
  });

  it('below a comment, not between its lines and the code', () => {
    assert.deepEqual(around('a = 1\n# about| b\n'), ['# about b', undefined]);
  });

  it('into a function, in front of its return', () => {
    const { text } = insertAt(
      'def f(model, image):\n    x = 1\n    return| x\n\n\ny = 2\n',
      saliency,
    );
    assert.match(
      text,
      / {4}x = 1\n\n {4}# Gradient saliency\n {4}def saliency_map\(model, image, target=None\):\n {8}"""/,
    );
    assert.match(text, /\n {4}saliency, target, logit = saliency_map\(model, image\)\n/);
    assert.match(text, /\n {4}plt\.show\(\)\n\n {4}return x\n\n\ny = 2\n$/);
    assert.equal(countErrors(parsePython(text)), 0);
  });

  it('into a function at a blank line below its last statement', () => {
    assert.deepEqual(around('def f():\n    x = 1\n\n    |\n\ny = 2\n'), ['    x = 1', 'y = 2']);
  });

  it('out of a function when the cursor is in its head', () => {
    assert.deepEqual(around('def f(a,\n      b|):\n    x = 1\n\n\ny = 2\n'), [
      '    x = 1',
      'y = 2',
    ]);
  });

  it('below a function on one line', () => {
    assert.deepEqual(around('def f(): return| 1\ny = 2\n'), ['def f(): return 1', 'y = 2']);
  });

  it('into a method, with its indentation', () => {
    const { text } = insertAt('class A:\n  def f(self, model):\n    x = |1\n    y = 2\n', saliency);
    assert.match(text, / {4}x = 1\n\n {4}# Gradient saliency\n {4}/);
    assert.equal(countErrors(parsePython(text)), 0);
  });

  it('into the main guard', () => {
    const { text } = insertAt(
      'def f():\n    pass\n\n\nif __name__ == "__main__":\n    f(|)\n    f()\n',
      saliency,
    );
    assert.match(
      text,
      / {4}f\(\)\n\n {4}# Gradient saliency\n[\s\S]*\n {4}plt\.show\(\)\n\n {4}f\(\)\n$/,
    );
  });

  it('with tabs into a function of tabs', () => {
    const { text } = insertAt('def f(model):\n\tx = |1\n\treturn x\n', saliency);
    assert.match(text, /\n\tdef saliency_map\(model, image, target=None\):\n\t\t"""/);
    assert.equal(countErrors(parsePython(text)), 0);
  });

  it('to the end of a text that does not end its last line', () => {
    assert.match(
      insertAt('import torch\nx = 1|', saliency).text,
      /\nx = 1\n\n\n# Gradient saliency\n/,
    );
  });

  it('with the line ends of the document', () => {
    const { text, plan } = insertAt('import torch\r\nx = 1\r\n|y = 2\r\n', saliency);
    assert.doesNotMatch(text, /[^\r]\n/);
    assert.doesNotMatch(plan.body.snippet, /[^\r]\n/);
  });

  it('behind notebook magics without taking them for errors', () => {
    assert.deepEqual(around('%matplotlib inline\n!pip install torch\nx = 1\n|'), [
      'x = 1',
      undefined,
    ]);
  });
});

describe('in a file of cells a scaffold', () => {
  const cells =
    '# %% Load\nimport torch\n\nx = |1\n\n# %% [markdown]\n# Text\n\n# %% More\ny = 2\n';

  it('is a cell of its own below the cell at the cursor', () => {
    const { text } = insertAt(cells, saliency);
    assert.match(
      text,
      /x = 1\n\n# %% Gradient saliency\n[\s\S]*\nplt\.show\(\)\n\n# %% \[markdown\]\n# Text\n/,
    );
  });

  it('goes to the end from the last cell', () => {
    assert.match(
      insertAt('# %%\nx = 1\n# %%\ny = |2', saliency).text,
      /\ny = 2\n\n# %% Gradient saliency\n/,
    );
  });

  it('goes below the cell when the cursor is on its marker', () => {
    assert.match(
      insertAt('# %%\nx = 1\n\n# %% B|\ny = 2\n\n# %% C\n', saliency).text,
      /y = 2\n\n# %% Gradient saliency\n[\s\S]*\n\n# %% C\n$/,
    );
  });

  it('imports in the first cell', () => {
    assert.match(
      insertAt(cells, saliency).text,
      /^# %% Load\nimport torch\nimport matplotlib\.pyplot as plt\n/,
    );
    assert.match(
      insertAt('# %% A\nx = 1|\n', saliency).text,
      /^# %% A\nimport matplotlib\.pyplot as plt\n/,
    );
  });

  it('does not take a marker in a string for a cell', () => {
    assert.match(
      insertAt('x = 1|\ny = """\n# %% no\n"""\n', saliency).text,
      /\n# Gradient saliency\n/,
    );
  });
});

describe('a second scaffold', () => {
  it('does not write again what the first one brought', () => {
    const first = insertAt('model = load()\nimage = load()\n|', saliency).text;
    const both = insertAt(`${first}|`, scaffold('gradient.randomisation.torch')).text;
    assert.equal(both.match(/^def saliency_map/gm)?.length, 1);
    assert.match(both, /^def cascading_randomisation\(model, image, explain=saliency_map,/m);
  });

  it('writes a function again under another name if it was changed', () => {
    const first = insertAt('model = load()\nimage = load()\n|', saliency).text.replace(
      'amax(0)',
      'sum(0)',
    );
    const both = insertAt(`${first}|`, scaffold('gradient.randomisation.torch')).text;
    assert.match(both, /^def saliency_map_2\(/m);
    assert.match(both, /^def cascading_randomisation\(model, image, explain=saliency_map_2,/m);
  });

  it('recognises what the first one brought under the document’s own import names', () => {
    const first = insertAt('import torch as th\nmodel = load()\nimage = load()\n|', saliency).text;
    const both = insertAt(`${first}|`, scaffold('gradient.randomisation.torch')).text;
    assert.equal(both.match(/^def saliency_map/gm)?.length, 1);
  });
});

describe('a document that does not parse', () => {
  it('gets a scaffold below the broken statement', () => {
    const { text } = insertAt('import torch\nx = f(1,\ny = 2\n|z = 3\n', saliency);
    assert.match(text, /y = 2\nz = 3\n\n\n# Gradient saliency\n/);
  });

  it('is refused below a string that is never closed, with its line', () => {
    const result = planInsertion('x = 1\ny = """open\nz = 3\n', 20, saliency);
    assert.equal(
      result.ok ? '' : result.error,
      'The string that starts on line 2 is never closed, so what is inserted below would become part of it; close it and insert again.',
    );
  });

  it('takes a scaffold above a string that is never closed', () => {
    assert.match(
      insertAt('x = 1\n|\ny = """open\n', saliency).text,
      /# Gradient saliency[\s\S]*\ny = """open\n$/,
    );
  });
});

describe('a snippet', () => {
  it('escapes what the editor would read as its own syntax', () => {
    const { plan } = insertAt('model = load()\nimage = load()\n|', saliency);
    assert.match(plan.body.snippet, /\{target\\\}, logit \{logit:\.3f\\\}/);
    assert.doesNotMatch(
      plan.body.snippet,
      /[^\\]\}(?![\s\S]*\$\{)(?=[^\s]*\n)(?<!\d\})(?<!:\w+\})/,
    );
  });

  it('leaves the cursor at its end, before the line break', () => {
    assert.match(insertAt('|', saliency).plan.body.snippet, /plt\.show\(\)\$0\n$/);
  });
});

describe('in a notebook a scaffold', () => {
  it('is a Markdown cell and a code cell with its imports', () => {
    const above = ['import torch\nnet = torch.nn.Sequential()', 'img = load()'];
    const { markdown, code } = planCells({ above, below: [] }, saliency);
    assert.match(markdown, /^## Gradient saliency\n\nHow strongly /);
    assert.match(code.text, /^import matplotlib\.pyplot as plt\n\n\ndef saliency_map/);
    assert.match(code.snippet, /saliency_map\(\$\{1:net\}, \$\{2:img\}\)/);
  });

  it('starts from nothing in an empty one', () => {
    assert.match(
      planCells({ above: [], below: [] }, attention).code.text,
      /^import matplotlib\.pyplot as plt\nimport torch\nfrom transformers import AutoModel, AutoTokenizer\n\n\nmodel = /,
    );
  });
});
