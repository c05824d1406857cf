import assert from 'node:assert/strict';
import { attention, insertAt, probe, saliency, scaffold } from './inserted.ts';

const imports =
  'import torch\nfrom torch import nn\nfrom transformers import AutoModel, AutoTokenizer\n';

describe('the names of a document', () => {
  it('go into the scaffold', () => {
    const { body, names } = insertAt(
      `${imports}net = AutoModel.from_pretrained("gpt2")\ntok = AutoTokenizer.from_pretrained("gpt2")\nprompt = "a b"\n|`,
      attention,
    );
    assert.deepEqual(names, { model: ['net'], tokenizer: ['tok'], text: ['prompt'] });
    assert.match(body, /attention_patterns\(net, tok, prompt\)/);
  });

  it('become linked tab stops, filled in at first and following afterwards', () => {
    const { plan } = insertAt('|', attention);
    assert.match(plan.body.snippet, /\$\{1:model\} = AutoModel/);
    assert.match(plan.body.snippet, /AutoTokenizer\.from_pretrained\(\$\{1\}\.name_or_path\)/);
    assert.match(plan.body.snippet, /attention_patterns\(\$\{1\}, \$\{2\}, \$\{3\}\)/);
  });

  it('become a choice where several fit, the nearest first', () => {
    const { plan, names } = insertAt(
      `${imports}a = AutoModel.from_pretrained("x")\nb = AutoModel.from_pretrained("y")\n|`,
      attention,
    );
    assert.deepEqual(names.model, ['b', 'a']);
    assert.match(plan.body.snippet, /\$\{1\|b,a\|\}/);
  });

  it('are taken only from above the cursor', () => {
    const { names } = insertAt(
      `${imports}a = AutoModel.from_pretrained("x")\n|\nb = AutoModel.from_pretrained("y")\n`,
      attention,
    );
    assert.deepEqual(names.model, ['a']);
  });

  it('are what they were bound to last', () => {
    const { names } = insertAt(`${imports}a = AutoModel.from_pretrained("x")\na = 3\n|`, attention);
    assert.deepEqual(names.model, []);
  });

  it('are gone after del', () => {
    const { names } = insertAt(`${imports}a = AutoModel.from_pretrained("x")\ndel a\n|`, attention);
    assert.deepEqual(names.model, []);
  });

  const models: Readonly<Record<string, string>> = {
    'a constructor with a config': 'net = transformers.GPT2LMHeadModel(transformers.GPT2Config())',
    'a moved and frozen model':
      'net = transformers.BertModel.from_pretrained("x").to("cpu").eval()',
    'a name under another': 'first = transformers.AutoModel.from_pretrained("x")\nnet = first',
    'a compiled model': 'net = torch.compile(transformers.AutoModel.from_pretrained("x"))',
    'a with target': 'with transformers.AutoModel.from_pretrained("x") as net:\n    pass',
    'an annotated name': 'net: transformers.PreTrainedModel = load()',
    'one of a tuple': 'net, size = transformers.AutoModel.from_pretrained("x"), 3',
    'what a function is said to return': 'def load() -> transformers.GPT2Model: ...\nnet = load()',
    'one of what a function is said to return':
      'def load() -> tuple[transformers.GPT2Model, int]: ...\nnet, size = load()',
    'what a function returns':
      'def load():\n    m = transformers.GPT2Model(c)\n    return m.eval()\nnet = load()',
    'one of what a function returns':
      'def load(name):\n    if name:\n        return transformers.GPT2Model(c), 3\nnet, size = load("x")',
    'what a function returns in parentheses':
      'def load():\n    return (transformers.GPT2Model(c), 3)\nnet, size = load()',
    'what stands in a branch': 'if True:\n    net = transformers.AutoModel.from_pretrained("x")',
    'a likely name for what cannot be told': 'from tiny import load\nnet = load()',
  };
  for (const [what, code] of Object.entries(models)) {
    it(`find a model in ${what}`, () => {
      const { names } = insertAt(`import torch\nimport transformers\n${code}\n|`, attention);
      assert.equal(names.model?.[0], 'net');
    });
  }

  const notModels: Readonly<Record<string, string>> = {
    'a config': 'net = transformers.AutoConfig.from_pretrained("x")',
    'a path that is called model': 'model = "bert-base-uncased"',
    'a loss': 'net = torch.nn.CrossEntropyLoss()',
    'what a function keeps to itself':
      'def f():\n    net = transformers.AutoModel.from_pretrained("x")',
    'a number': 'model = 3',
    'what a function returns without a value': 'def load():\n    return\nnet = load()',
    'a number that a function returns': 'def load():\n    net = 3\n    return net\nnet = load()',
  };
  for (const [what, code] of Object.entries(notModels)) {
    it(`find no model in ${what}`, () => {
      const { names } = insertAt(`import torch\nimport transformers\n${code}\n|`, attention);
      assert.deepEqual(names.model, []);
    });
  }

  const notTexts: Readonly<Record<string, string>> = {
    'what a loop leaves behind': 'for prompt in load():\n    pass',
    'what is made in a loop': 'for i in x:\n    title = f"round {i} of many"',
    'what was made of a text': 'prompt_ids = encode()\nids_prompt = encode()\ntext_length = f()',
    'one word in quotes': 'answer = " Mary"',
    'a number of a configuration': 'text = net.config.num_hidden_layers // 2',
  };
  for (const [what, code] of Object.entries(notTexts)) {
    it(`find no text in ${what}`, () => {
      assert.deepEqual(insertAt(`${imports}${code}\n|`, attention).names.text, []);
    });
  }

  it('hold after a loop what they held before it, or the object that it made last', () => {
    const { names } = insertAt(
      `${imports}prompt = "a b"\nfor n in x:\n    prompt = prompt + n\n    net = AutoModel.from_pretrained(n)\n|`,
      attention,
    );
    assert.deepEqual(names.text, ['prompt']);
    assert.deepEqual(names.model, ['net']);
  });

  it('are found where they come of arithmetic with an array', () => {
    const { names } = insertAt(
      `import numpy as np\n${imports}lemmas = np.arange(9) // 3\ny = 1 - (np.arange(9) + 1) % 2\nX = 0.2 * load()\nsubjects = size // 2\n|`,
      probe,
    );
    assert.deepEqual(names.groups?.includes('lemmas'), true);
    assert.deepEqual(names.labels, ['y']);
    const images = insertAt(
      'import torch\nnet = f()\nx = 0.2 * torch.rand(1, 3, 8, 8)\n|',
      saliency,
    );
    assert.deepEqual(images.names.image, ['x']);
  });

  it('count more than what they hold, where that is all there is to go by', () => {
    const { names } = insertAt(`${imports}prompt = load()\nquestion = "Who was it?"\n|`, attention);
    assert.deepEqual(names.text, ['prompt']);
  });

  const modules: Readonly<Record<string, string>> = {
    'nn.Sequential': 'net = nn.Sequential(nn.Linear(2, 3), nn.ReLU())',
    'an own module': 'class Net(nn.Module):\n    pass\nnet = Net()',
    'a module of an own kind':
      'class A(nn.Module):\n    pass\nclass B(A):\n    pass\nnet = B().cuda()',
    torchvision:
      'from torchvision.models import resnet18\nnet = resnet18(weights="DEFAULT").eval()',
    'torchvision by its path': 'import torchvision\nnet = torchvision.models.vit_b_16()',
    'an image model of transformers': 'net = AutoModelForImageClassification.from_pretrained("x")',
  };
  for (const [what, code] of Object.entries(modules)) {
    it(`find an image classifier in ${what}`, () => {
      const { names } = insertAt(`${imports}${code}\n|`, saliency);
      assert.deepEqual(names.model, ['net']);
    });
  }

  it('find an image by its shape or by its name', () => {
    const { names } = insertAt('import torch\nz = torch.randn(1, 3, 8, 8)\n|', saliency);
    assert.deepEqual(names.image, ['z']);
    assert.deepEqual(insertAt('img = load()\n|', saliency).names.image, ['img']);
  });

  it('find a text by its name before any other sentence', () => {
    const { names } = insertAt('sentence = "a cat"\nnote = "not a text to look at"\n|', attention);
    assert.deepEqual(names.text, ['sentence']);
    assert.deepEqual(insertAt('z = "a cat sat"\nsize = "big"\n|', attention).names.text, ['z']);
  });

  it('do not take a PIL image for a tensor', () => {
    const { names } = insertAt('from PIL import Image\nimage = Image.open("a.png")\n|', saliency);
    assert.deepEqual(names.image, []);
  });

  it('find texts, labels and groups', () => {
    const { names } = insertAt(
      'import numpy as np\nsentences = ["a cat", "a dog"]\nys = [0, 1]\nlemmas = ["cat", "dog"]\n|',
      probe,
    );
    assert.deepEqual(
      [names.texts, names.labels, names.groups],
      [['sentences'], ['ys'], ['lemmas']],
    );
  });

  it('take arrays for labels by name', () => {
    const { names } = insertAt(
      'import numpy as np\nlabels = np.array([0, 1])\nX = load()\n|',
      scaffold('probe.control-task.sklearn'),
    );
    assert.deepEqual([names.labels, names.features], [['labels'], ['X']]);
  });

  it('come from the parameters of the function at the cursor', () => {
    const { names } = insertAt(
      'from transformers import PreTrainedModel\ndef look(lm: PreTrainedModel, tok, prompt: str = "x"):\n    |\n    return 1\n',
      attention,
    );
    assert.deepEqual(names, { model: ['lm'], tokenizer: ['tok'], text: ['prompt'] });
  });

  it('are read from annotations in quotes', () => {
    const { names } = insertAt(
      'import transformers\ndef f(a: "transformers.BertModel"):\n    |\n    pass\n',
      attention,
    );
    assert.deepEqual(names.model, ['a']);
  });

  it('that the document uses for something else are left alone', () => {
    const { text } = insertAt('attention = 3\ntokens = []\n|print(attention)\n', attention);
    assert.match(text, /^attention_2, tokens_2 = attention_patterns\(/m);
    assert.match(text, /^plot_layer\(attention_2, tokens_2, layer=0\)/m);
    assert.match(text, /def plot_layer\(attention, tokens, layer\)/, 'parameters keep their names');
  });
});
