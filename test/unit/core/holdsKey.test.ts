import assert from 'node:assert/strict';
import { CodeLines, snapshot } from '../../../src/core/codeLines.ts';
import { holdsKey } from '../../../src/core/holdsKey.ts';
import { locate } from '../../../src/core/place.ts';

/** Made up, and put together here so that nothing that looks for keys in this repository finds one. */
const key = (start: string) => `${start}${'aB3'.repeat(12)}`;

describe('a line of code that holds a key', () => {
  const withKey = [
    `login("${key('hf_')}")`,
    `client = OpenAI(api_key='${key('sk-proj-')}')`,
    `os.environ["GITHUB"] = "${key('ghp_')}"`,
    `aws = "AKIA${'ABCD'.repeat(4)}"`,
    `API_KEY = "${key('')}"`,
    'password: "correct horse"',
    `os.environ['WANDB_API_KEY'] = r'${'0123456789abcdef'.repeat(2)}'`,
    `model = load("llama", token="${key('')}")`,
    `{"secret": "${key('')}"}`,
  ];
  for (const line of withKey) {
    it(`is known: ${line.slice(0, 24)}`, () => {
      assert.ok(holdsKey(line));
    });
  }

  const without = [
    'token = tokens[0, -1]',
    'logits, cache = model.run_with_cache(tokens)',
    'token = " the"',
    'api_key = os.environ["HF_TOKEN"]',
    'keys = cache["blocks.0.attn.hook_k"]',
    'key, query, value = qkv.split(64)',
    'secret_word = words[3]',
    'model = hf_model_from_pretrained_weights(name)',
    'prompt = "The password is"',
    'print(f"token {token}: {probability:.3f}")',
  ];
  for (const line of without) {
    it(`is told from code such as ${line}`, () => {
      assert.ok(!holdsKey(line));
    });
  }

  it('goes neither with its place nor with those beside it', () => {
    const line = `login("${key('hf_')}")`;
    const code = new CodeLines(['import torch', '', line, 'model = load()', 'run(model)']);
    assert.deepEqual(snapshot(code, 3, 1), { line: 3, text: '' });
    assert.deepEqual(snapshot(code, 4, 1), {
      line: 4,
      text: 'model = load()',
      after: 'run(model)',
    });
    for (const at of [3, 4]) {
      const { line } = locate({ path: 'a.py', ...snapshot(code, at, 1) }, code);
      assert.equal(line, at, 'and the place is found all the same');
    }
  });
});
