import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** Something a person has to do before the tests can run; the message says what. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

/** The environments that tests run in: each has its own `requirements.<name>.txt` in this folder. */
export async function environmentNames(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder);
  return files
    .flatMap((file) => /^requirements\.([a-z]+)\.txt$/.exec(file)?.[1] ?? [])
    .sort((a, b) => Number(b === 'torch') - Number(a === 'torch') || a.localeCompare(b, 'en'));
}

/**
 * The Python of an environment with what the tests need, made if it is not there yet.
 * @param cache folder that environments are kept in, one for each set of requirements
 * @param requirements file for pip; what is in `<name>.no-deps.txt` beside it is installed without
 * what it asks for
 */
export async function preparePython(cache: string, requirements: string): Promise<string> {
  const base = await findPython();
  const bare = requirements.replace(/\.txt$/, '.no-deps.txt');
  const hasBare = await exists(bare);
  const wanted = await readFile(requirements, 'utf8');
  const wantedBare = hasBare ? await readFile(bare, 'utf8') : '';
  const hash = createHash('sha256')
    .update(`${base.version}\n${wanted}\n${wantedBare}`)
    .digest('hex');
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
  const options = ['--disable-pip-version-check', '--progress-bar', 'off'];
  step(`Installing what ${basename(requirements)} names`);
  await quietly(python, ['-m', 'pip', 'install', ...options, '-r', requirements]);
  if (hasBare) {
    await quietly(python, ['-m', 'pip', 'install', ...options, '--no-deps', '-r', bare]);
  }
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
    'Running the scaffolds takes Python 3.10 or newer with the venv module, and none was found: install it (on Debian or Ubuntu the packages python3 and python3-venv) and run this again.',
  );
}

/** Runs a command and shows what it printed only if it fails. */
async function quietly(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await run(command, args);
  if (code !== 0) {
    throw new SetupError(
      `${output}\nThe command above failed, so there are no Python packages to run the scaffolds with; check the connection and run this again.`,
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
