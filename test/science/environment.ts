import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Installed by itself and first: otherwise another package brings a newer one. On Linux pip's own index
 * has the build with CUDA; PIP_EXTRA_INDEX_URL may name PyTorch's for the CPU, as its website tells.
 */
const torch = 'torch==2.13.0';

/** Something a person has to do before the tests can run; the message says what. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/**
 * The Python of an environment with what the tests need, made if it is not there yet.
 * @param cache folder that environments are kept in, one for each set of requirements
 */
export async function preparePython(cache: string, requirements: string): Promise<string> {
  const base = await findPython();
  const wanted = await readFile(requirements, 'utf8');
  const hash = createHash('sha256').update(`${base.version}\n${torch}\n${wanted}`).digest('hex');
  const folder = join(cache, `python-${hash.slice(0, 12)}`);
  const python = pythonOf(folder);
  const finished = join(folder, 'finished');
  if (await exists(finished)) {
    return python;
  }
  // An installation that was interrupted is begun anew.
  await rm(folder, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const started = Date.now();
  const step = (what: string): void => {
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    console.log(`[science] ${what} (${seconds} s)`);
  };
  step(`Making a Python ${base.version} environment in ${folder}`);
  await quietly(base.command, [...base.options, '-m', 'venv', folder]);
  const pip = (...args: string[]): Promise<void> =>
    quietly(python, [
      '-m',
      'pip',
      'install',
      '--disable-pip-version-check',
      '--progress-bar',
      'off',
      ...args,
    ]);
  step(`Installing ${torch}`);
  await pip(torch);
  step('Installing transformers, scikit-learn and what else the tests need');
  await pip(torch, '-r', requirements);
  await writeFile(`${finished}.new`, hash);
  await rename(`${finished}.new`, finished);
  step('The environment is ready');
  return python;
}

function pythonOf(folder: string): string {
  return process.platform === 'win32'
    ? join(folder, 'Scripts', 'python.exe')
    : join(folder, 'bin', 'python');
}

interface Python {
  readonly command: string;
  readonly options: readonly string[];
  readonly version: string;
}

/** The first Python that is recent enough, with `venv`. */
async function findPython(): Promise<Python> {
  const commands: readonly (readonly [string, ...string[]])[] =
    process.platform === 'win32' ? [['py', '-3'], ['python']] : [['python3'], ['python']];
  for (const [command, ...options] of commands) {
    const script = 'import sys, venv, ensurepip; print("%d.%d" % sys.version_info[:2])';
    const { code, output } = await run(command, [...options, '-c', script]);
    const version = output.trim();
    const [major = 0, minor = 0] = version.split('.').map(Number);
    if (code === 0 && major === 3 && minor >= 10) {
      return { command, options, version };
    }
  }
  throw new SetupError(
    'The science tests need Python 3.10 or newer with the venv module, and none was found: install it (on Debian or Ubuntu the packages python3 and python3-venv) and run the tests again.',
  );
}

/** Runs a command and shows what it printed only if it fails. */
async function quietly(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) {
    throw new SetupError(
      `${output}\nThe command above failed, so the science tests have no Python packages to run with; check the connection and run them again.`,
    );
  }
}

async function run(
  command: string,
  args: readonly string[],
): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      output += data.toString();
    });
    child.on('error', () => resolve({ code: 127, output: `${command} could not be started.` }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
