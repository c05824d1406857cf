import assert from 'node:assert/strict';
import { commandText } from '../../../src/core/commandText.ts';

/** Made up, and put together here so that nothing that looks for keys in this repository finds one. */
const key = (start: string) => `${start}${'aB3'.repeat(12)}`;

describe('what a command line runs', () => {
  const shown: Readonly<Record<string, string>> = {
    'python train.py --seed 1': 'python train.py --seed 1',
    '  python   train.py  ': 'python train.py',
    '/home/ada/env/bin/python3 /home/ada/probes/train.py': 'python3 train.py',
    'python ~/probes/train.py --out=/scratch/ada/run': 'python train.py --out=run',
    'C:\\Python\\python.exe C:\\probes\\train.py': 'python.exe train.py',
    'python src/train.py': 'python src/train.py',
    "python - <<'EOF'\nimport torch\nEOF": "python - <<'EOF'",
    'python a.py\u0007': 'python a.py',
    'python train.py --max-tokens 2000 --tokenizer gpt2':
      'python train.py --max-tokens 2000 --tokenizer gpt2',
    'HF_TOKEN=$TOKEN python train.py': 'HF_TOKEN=$TOKEN python train.py',
    'TOKENIZERS_PARALLELISM=false python train.py': 'TOKENIZERS_PARALLELISM=false python train.py',
    'python train.py data.keys=all': 'python train.py data.keys=all',
    'python train.py --monkey 3 --token-ids 3 --key-dim 64':
      'python train.py --monkey 3 --token-ids 3 --key-dim 64',
    'git clone ssh://git@example.org/heads.git': 'git clone ssh://git@example.org/heads.git',
    'curl https://example.org/a@b': 'curl https://example.org/a@b',
  };
  for (const [line, text] of Object.entries(shown)) {
    it(`is told: ${text}`, () => {
      assert.equal(commandText(line), text);
    });
  }

  for (const line of [
    `HF_TOKEN=${key('hf_')} python train.py`,
    'export WANDB_API_KEY=abc',
    `cd x; DB_PASSWORD='correct horse' python train.py`,
    'python train.py --api-key abc123',
    'python train.py --hf_token=abc123',
    'python train.py -token abc123',
    'python train.py wandb.api_key=abc123',
    'python train.py ++secret=abc123',
    'hf_token=abc123 python train.py',
    'api_key="abc123" python train.py',
    'python train.py --apiKey=abc123',
    'ngrok http 80 --authtoken abc123',
    '$env:WANDB_API_KEY="abc123"; python train.py',
    `python -c "import os; os.environ['HF_TOKEN']='abc123'"`,
    'curl -H "X-Api-Key: abc123" example.org',
    'git clone https://abc123@example.org/heads.git',
    'sshpass -p horse ssh example.org',
    'curl https://ada:horse@example.org',
    `curl -H "Authorization: Bearer ${key('')}" example.org`,
    'curl -u ada:horse example.org',
    `wandb login ${'0123456789abcdef'.repeat(2)}01234567`,
    `python - <<'EOF'\nlogin("${key('hf_')}")\nEOF`,
  ]) {
    it(`is not told where it holds a key: ${line.slice(0, 30)}`, () => {
      assert.equal(commandText(line), undefined);
    });
  }

  it('is not told where there is nothing to tell', () => {
    for (const line of ['', ' \n', '\u0007']) {
      assert.equal(commandText(line), undefined);
    }
  });

  it('is told of a line however long, and soon', () => {
    const long = `python ${'x'.repeat(200_000)}-${'key-'.repeat(50_000)}`;
    assert.ok(commandText(long) === long);
  });
});
