import assert from 'node:assert/strict';
import { staysOpen } from '../../../src/core/staysOpen.ts';

describe('a command whose end nobody waits for', () => {
  for (const line of [
    'jupyter lab --no-browser',
    'tensorboard --logdir runs',
    'tail -f train.log',
    'tail -n 100 -F train.log | grep loss',
    'ssh box',
    'vim heads.py',
    'watch -n 1 nvidia-smi',
    'nvidia-smi -l 1',
    'python',
    'python3.12 -q',
    'ipython',
    'python -i probe.py',
    'python -m http.server 8000',
    'python -m pdb train.py',
    'python -m vllm.entrypoints.openai.api_server --model gpt2',
    '/usr/bin/env /usr/bin/python3 /home/a/.vscode/extensions/debugpy/bundled/libs/debugpy/launcher 1 -- x.py',
    'bash',
    'bash -l',
    'sudo htop',
    'CUDA_VISIBLE_DEVICES=0 tensorboard --logdir runs',
    'uv run jupyter lab',
    'conda run -n probes jupyter notebook',
    'poetry shell',
    'python train.py && tensorboard --logdir runs',
    'python train.py 2>&1 | less',
    'docker run -it pytorch/pytorch',
    'srun --gres=gpu:1 --pty bash',
    'git commit',
    'C:\\Tools\\nvim.exe heads.py',
    'npm run dev',
  ]) {
    it(`is ${line}`, () => {
      assert.ok(staysOpen(line));
    });
  }

  for (const line of [
    '',
    'python train.py',
    'python -u train.py -i data --watch',
    'python -c "import time; watch(); time.sleep(90)"',
    "python - <<'EOF'",
    'python -m pytest -k ssh',
    'python train.py 2>&1 | tee train.log',
    'python vim.py',
    'CUDA_VISIBLE_DEVICES=0 python train.py --seed 1',
    'uv run train.py',
    'uv run --with torch python train.py',
    'conda run -n probes python train.py',
    'nice -n 10 bash sweep.sh',
    'torchrun --nproc-per-node 2 train.py',
    'jupyter nbconvert --execute heads.ipynb',
    'bash sweep.sh',
    'tail -n 100 train.log',
    'nvidia-smi',
    'make figures',
    'sleep 90; echo done',
    'pip install torch',
    'git clone https://github.com/a/b',
    './train',
  ]) {
    it(`is not ${line === '' ? 'nothing' : line}`, () => {
      assert.ok(!staysOpen(line));
    });
  }
});
