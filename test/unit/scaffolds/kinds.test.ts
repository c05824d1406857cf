import assert from 'node:assert/strict';
import { type NeedKind, needKinds } from '../../../src/scaffolds/header.ts';
import { meetNeeds } from '../../../src/scaffolds/insert/needs.ts';
import { findPlace } from '../../../src/scaffolds/insert/place.ts';
import { readSelection } from '../../../src/scaffolds/insert/selection.ts';
import { surroundingsOf } from '../../../src/scaffolds/insert/surroundings.ts';
import { readDocument } from '../../../src/scaffolds/python/document.ts';

/** The names that meet needs of these kinds at the end of a document, or at its `|`. */
function met(code: string, kinds: readonly NeedKind[], preferred?: string): (string | undefined)[] {
  const at = code.includes('|') ? code.indexOf('|') : code.length;
  const document = readDocument(code.replace('|', ''));
  const needs = kinds.map((kind) => ({ name: `needed_${kind}`, kind, type: '' }));
  return meetNeeds(needs, surroundingsOf(document, findPlace(document, at)), preferred).map(
    ({ brought, choices }) => (brought ? undefined : choices[0]),
  );
}

const models: readonly NeedKind[] = [
  'transformersModel',
  'transformerBridge',
  'hookedTransformer',
  'nnsightModel',
  'kerasModel',
  'torchModule',
];

/** Lines that make `net`, and the kinds of model that it is: no others. */
const makes: Readonly<Record<string, readonly NeedKind[]>> = {
  'from transformer_lens.model_bridge import TransformerBridge\nnet = TransformerBridge.boot_transformers("gpt2")':
    ['transformerBridge'],
  'from transformer_lens.model_bridge import TransformerBridge as TB\nnet = TB.boot_native(config).to("cpu")':
    ['transformerBridge'],
  'def f(net: "TransformerBridge"):\n    |\n    pass': ['transformerBridge'],
  'from transformer_lens import HookedTransformer\nnet = HookedTransformer.from_pretrained("gpt2")':
    ['hookedTransformer'],
  'import transformer_lens as tl\nnet = tl.HookedTransformer(tl.HookedTransformerConfig(d=3)).eval()':
    ['hookedTransformer'],
  'import transformer_lens as tl\ndef f(net: tl.HookedTransformer):\n    |\n    pass': [
    'hookedTransformer',
  ],
  'from nnsight import TransformersModel\nnet = TransformersModel("gpt2", task="text-generation")':
    ['nnsightModel'],
  'from nnsight import LanguageModel\nnet = LanguageModel("gpt2", dispatch=True)': ['nnsightModel'],
  'import nnsight\nnet = nnsight.VisionLanguageModel("x")': ['nnsightModel'],
  'import nnsight, torch\nnet = nnsight.NNsight(torch.nn.Linear(2, 3))': ['nnsightModel'],
  'from nnsight.modeling.language import LanguageModel\ndef f(net: LanguageModel):\n    |\n    pass':
    ['nnsightModel'],
  'import keras\nnet = keras.Sequential([keras.layers.Dense(3)])': ['kerasModel'],
  'from keras import Model\nnet = Model(inputs, outputs)': ['kerasModel'],
  'import tensorflow as tf\nnet = tf.keras.applications.ResNet50(weights="imagenet")': [
    'kerasModel',
  ],
  'from tensorflow import keras\nnet = keras.models.load_model("x.keras")': ['kerasModel'],
  'import keras\nnet = keras.saving.load_model("x.keras")': ['kerasModel'],
  'from keras.applications.vgg16 import VGG16\nnet = VGG16()': ['kerasModel'],
  'import keras\nclass Net(keras.Model):\n    pass\nnet = Net()': ['kerasModel'],
  'import tensorflow as tf\ndef f(net: tf.keras.Model):\n    |\n    pass': ['kerasModel'],
  'import torchvision\nnet = torchvision.models.resnet18(weights="DEFAULT")': ['torchModule'],
  'from torchvision import models\nnet = models.vit_b_16()': ['torchModule'],
  'import torch.nn as nn\nwith nn.Linear(2, 3) as net:\n    pass': ['torchModule'],
  'from transformers import AutoModelForCausalLM\nnet = AutoModelForCausalLM.from_pretrained("x")':
    ['transformersModel'],
};

describe('a model of one library', () => {
  for (const [code, kinds] of Object.entries(makes)) {
    it(`is ${kinds.join(', ')} and no other: ${code.split('\n').find((line) => line.includes('net'))}`, () => {
      const found = models.filter((kind) => met(code, [kind])[0] === 'net');
      assert.deepEqual(found, kinds);
    });
  }

  it('is none where something of the library is no model', () => {
    const code =
      'import keras, nnsight, transformer_lens as tl\nnet = keras.layers.Dense(3)\nmodel = tl.HookedTransformerConfig()\nlm = tl.ActivationCache()\n';
    assert.deepEqual(new Set(met(code, models)), new Set([undefined]));
  });
});

describe('a need of each kind', () => {
  const named: Readonly<Record<string, readonly [NeedKind, string]>> = {
    'import numpy as np\nimg = np.random.rand(1, 28, 28, 1)': ['imageArray', 'img'],
    'import numpy as np\nx = np.zeros((1, 28, 28, 3))': ['imageArray', 'x'],
    'import jax.numpy as jnp\nimage = jnp.ones((1, 28, 28, 1))': ['imageArray', 'image'],
    'import torch\nz = torch.rand(8, 3, 32, 32)': ['images', 'z'],
    'import torch\nz = torch.rand(1, 3, 32, 32)': ['imageBatch', 'z'],
    'def predict(params, x):\n    return x': ['jaxFunction', 'predict'],
    'import jax\n@jax.jit\ndef classify(params, batch):\n    return batch': [
      'jaxFunction',
      'classify',
    ],
    'apply = lambda params, x: x': ['jaxFunction', 'apply'],
    'params = net.init(key, x)': ['jaxParams', 'params'],
    'theta = {"w": w, "b": b}': ['jaxParams', 'theta'],
    'clean_prompt = "When John and Mary went"': ['cleanText', 'clean_prompt'],
    'prompt_corrupt = "When John and John went"': ['corruptText', 'prompt_corrupt'],
    'answer = " Mary"': ['answer', 'answer'],
    'wrong_answer = " John"': ['wrongAnswer', 'wrong_answer'],
    'layer_name = "layer4.1"': ['layer', 'layer_name'],
    'hook_name = "blocks.0.mlp.hook_post"': ['layer', 'hook_name'],
    'digit_labels = [1, 2]': ['imageLabels', 'digit_labels'],
    'harmless_prompts = ["a b", "c d"]': ['otherTexts', 'harmless_prompts'],
    'from pathlib import Path\ncache_folder = Path("x")': ['path', 'cache_folder'],
    'out_dir = "runs"': ['path', 'out_dir'],
    'import pathlib\ndef f(folder: pathlib.Path):\n    |\n    pass': ['path', 'folder'],
  };
  for (const [code, [kind, name]] of Object.entries(named)) {
    it(`${kind} is met by ${code.split('\n').find((line) => line.includes(name))}`, () => {
      assert.deepEqual(met(code, [kind]), [name]);
    });
  }

  const not: Readonly<Record<string, NeedKind>> = {
    'import numpy as np\nimage = np.zeros((1, 28, 28, 3))': 'imageBatch',
    'import torch\nimage = torch.rand(1, 3, 28, 28)': 'imageArray',
    'import torch\nimg = torch.zeros(3)': 'imageArray',
    'import torch\nmodel = torch.zeros(3)': 'torchModule',
    'def predict(images):\n    return images': 'jaxFunction',
    'def model(params, x, y):\n    return x': 'jaxFunction',
    'layer = 6': 'layer',
    'for layer in range(12):\n    print(layer)\n': 'layer',
    'wrong_answer = " John"': 'answer',
    'answer_wrong = " John"': 'answer',
    'corrupted_text = "a b"': 'cleanText',
    'from pathlib import Path\ntable = Path("data.csv")': 'path',
    'texts = "one text"': 'texts',
  };
  for (const [code, kind] of Object.entries(not)) {
    it(`${kind} is not met by ${code.split('\n').at(-1) || code.split('\n')[0]}`, () => {
      assert.deepEqual(met(code, [kind]), [undefined]);
    });
  }

  it('that is not named otherwise is not met by a name that is certain for another', () => {
    const code = 'harmful = ["do a", "do b"]\nharmless = ["say a", "say b"]\n';
    assert.deepEqual(met(code, ['texts', 'otherTexts']), ['harmful', 'harmless']);
    const pairs = 'corrupt = "a b c"\nclean = "a b d"\nwrong = " e"\nanswer = " f"\n';
    assert.deepEqual(met(pairs, ['cleanText', 'corruptText', 'answer', 'wrongAnswer']), [
      'clean',
      'corrupt',
      'answer',
      'wrong',
    ]);
  });

  it('is not met by a name twice', () => {
    assert.deepEqual(met('text = "a b"\n', ['text', 'text']), ['text', undefined]);
  });

  it('is met by nothing in an empty document', () => {
    assert.deepEqual(new Set(met('', needKinds)), new Set([undefined]));
  });
});

describe('a name that is selected', () => {
  const code =
    'import torch.nn as nn\nnet = nn.Linear(2, 3)\nbig = nn.Linear(2, 3)\nimg = load()\nother = load()\n';

  it('is taken for the need that it fits, before nearer ones', () => {
    assert.deepEqual(met(code, ['torchModule', 'imageBatch'], 'net'), ['net', 'img']);
  });

  it('is left alone where it fits none, or is not bound', () => {
    assert.deepEqual(met(code, ['torchModule', 'imageBatch'], 'other'), ['big', 'img']);
    assert.deepEqual(met(code, ['torchModule', 'imageBatch'], 'nowhere'), ['big', 'img']);
  });

  it('is read from the selection; anything else only says where to insert', () => {
    assert.deepEqual(readSelection('net = 1\n', 0, 3), { cursor: 3, preferred: 'net' });
    assert.deepEqual(readSelection('net = 1\nx\n', 0, 8), { cursor: 7 });
    assert.deepEqual(readSelection('net = 1\r\nx\r\n', 0, 9), { cursor: 8 });
    assert.deepEqual(readSelection('net = 1\n', 2, 2), { cursor: 2 });
  });
});
