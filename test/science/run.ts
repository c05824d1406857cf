import { spawn } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preparePython, SetupError } from './environment.ts';
import { renderDocuments } from './renderDocuments.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'test/science');

try {
  process.exitCode = await runScience();
} catch (error) {
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}

/** Renders every scaffold with the real inserter and has pytest run them against known answers. */
async function runScience(): Promise<number> {
  const cache = process.env.INTERPAIR_CACHE ?? join(root, '.vscode-test');
  const python = await preparePython(cache, join(here, 'requirements.txt'));
  const folder = await mkdtemp(join(tmpdir(), 'interpair-science-'));
  const kept = process.env.INTERPAIR_SCIENCE_OUT;
  try {
    await renderDocuments(root, folder);
    const code = await pytest(python, folder);
    if (kept !== undefined) {
      await cp(folder, kept, { recursive: true });
      console.log(`[science] Documents and pictures are in ${kept}`);
    }
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function pytest(python: string, folder: string): Promise<number> {
  const child = spawn(
    python,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', here, ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        INTERPAIR_RENDERED: folder,
        MPLBACKEND: 'Agg',
        HF_HUB_OFFLINE: '1',
        // The models are tiny: threads would only wait for each other.
        OMP_NUM_THREADS: '1',
        TOKENIZERS_PARALLELISM: 'false',
        PYTHONDONTWRITEBYTECODE: '1',
      },
    },
  );
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
