import assert from 'node:assert/strict';
import { attention, insertAt, probe, saliency } from './inserted.ts';

function lines(text: string, pattern: RegExp): string[] {
  return text.split(/\r?\n/).filter((line) => pattern.test(line));
}

describe('the imports of a scaffold', () => {
  it('go to the top of an empty document', () => {
    assert.match(
      insertAt('|', attention).text,
      /^import matplotlib\.pyplot as plt\nimport torch\nfrom transformers import AutoModel, AutoTokenizer\n\n\n# Attention patterns\n/,
    );
  });

  it('are only those that the inserted code uses', () => {
    const { text } = insertAt('model = load()\ntokenizer = load()\n|', attention);
    assert.deepEqual(lines(text, /import/), ['import matplotlib.pyplot as plt', 'import torch']);
  });

  it('are not written twice', () => {
    const document =
      'import matplotlib.pyplot as plt\nimport torch\nfrom transformers import AutoModel, AutoTokenizer\n\n|';
    assert.equal(lines(insertAt(document, attention).text, /^(?:import|from) /).length, 3);
  });

  it('join a from import of the same module', () => {
    const { text } = insertAt(
      'from transformers import AutoModel, pipeline  # noqa\n\n|',
      attention,
    );
    assert.match(text, /^from transformers import AutoModel, pipeline, AutoTokenizer {2}# noqa$/m);
  });

  it('join a from import over several lines on a line of their own', () => {
    const { text } = insertAt(
      'from transformers import (\n    AutoModel,\n    pipeline,  # used below\n)\n\n|',
      attention,
    );
    assert.match(text, /\(\n {4}AutoModel,\n {4}pipeline,\n {4}AutoTokenizer, {2}# used below\n\)/);
  });

  it('use an alias that the document has', () => {
    const { body, text } = insertAt(
      'import torch as th\nimport matplotlib.pyplot as mpl\n|',
      attention,
    );
    assert.match(body, /with th\.no_grad\(\)/);
    assert.match(body, /^mpl\.show\(\)$/m);
    assert.deepEqual(lines(text, /^import (?:torch|matplotlib)/).length, 2);
  });

  it('use a module under its own path', () => {
    const { body } = insertAt('import matplotlib.pyplot\nimport numpy\n|', probe);
    assert.match(body, /^matplotlib\.pyplot\.show\(\)$/m);
    assert.match(body, /numpy\.unique\(/);
  });

  it('use a module that came by a from import', () => {
    assert.match(
      insertAt('from matplotlib import pyplot\n|', attention).body,
      /^pyplot\.show\(\)$/m,
    );
  });

  it('take another name where the document uses theirs for something else', () => {
    const { text } = insertAt('plt = 3\nimport seaborn as torch\n|', attention);
    assert.match(text, /^import matplotlib\.pyplot as plt_2$/m);
    assert.match(text, /^import torch as torch_2$/m);
    assert.match(text, /^plt_2\.show\(\)$/m);
  });

  it('come after the docstring and future imports', () => {
    const { text } = insertAt(
      '#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n"""Doc.\n\nMore.\n"""\nfrom __future__ import annotations\n\nx = 1\n|',
      saliency,
    );
    assert.match(
      text,
      /coding: utf-8 -\*-\n"""Doc\.\n\nMore\.\n"""\nfrom __future__ import annotations\nimport matplotlib/,
    );
  });

  it('are set off from a docstring and from code', () => {
    assert.match(
      insertAt('"""Doc."""\nmodel = load()\n|', saliency).text,
      /^"""Doc\."""\n\nimport matplotlib\.pyplot as plt\n(?:.*\n){1,3}\nmodel = load\(\)\n/,
    );
  });

  it('come after a shebang and the comments below it', () => {
    assert.match(
      insertAt('#!/usr/bin/env python\n# Licence: MIT\n\nx = 1\n|', saliency).text,
      /^#!.*\n# Licence: MIT\n\nimport matplotlib/,
    );
  });

  it('come after settings that have to precede other imports', () => {
    const { text } = insertAt(
      'import os\nos.environ["CUDA_VISIBLE_DEVICES"] = "1"\nimport numpy\n\nx = 1\n|',
      saliency,
    );
    assert.ok(text.indexOf('import torch') > text.indexOf('import numpy'));
  });

  it('do not count what only the type checker sees', () => {
    const { text } = insertAt(
      'from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import torch\n\nx = 1\n|',
      saliency,
    );
    assert.match(text, /^ {4}import torch\nimport matplotlib\.pyplot as plt\nimport torch\n/m);
  });

  it('do not count what is imported below the place or in a function', () => {
    const { text } = insertAt(
      'def f():\n    import torch\n\n\n|\nimport matplotlib.pyplot as plt\n',
      saliency,
    );
    assert.match(text, /^import matplotlib\.pyplot as plt\nimport torch\n/);
  });

  it('do not join a star import', () => {
    const { text } = insertAt('from transformers import *\n\n|', attention);
    assert.match(
      text,
      /^from transformers import \*\nimport .*\nimport torch\nfrom transformers import AutoModel, AutoTokenizer\n/,
    );
  });

  it('use what a try has imported', () => {
    const { text } = insertAt(
      'try:\n    import torch\nexcept ImportError:\n    raise\n\n|',
      saliency,
    );
    assert.equal(lines(text, /import torch$/).length, 1);
  });

  it('keep a body below them, wherever the cursor is', () => {
    const { text } = insertAt('"""D|oc."""\nimport torch\nimport os\n\nx = 1\n', saliency);
    assert.match(
      text,
      /^"""Doc\."""\nimport torch\nimport os\nimport matplotlib[\s\S]*# Gradient saliency[\s\S]*plt\.show\(\)\n\nx = 1\n$/,
    );
  });
});
