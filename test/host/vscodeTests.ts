// `npm run test:vscode`: the tests that need a real VS Code. Those in test/vscode run inside the
// extension host; those in test/vscode/windows drive two whole windows from outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { ScratchFolder } from '../support/scratchFolder.ts';
import { repositoryRoot } from './cache.ts';
import { chooseHost, describeHost } from './desktop.ts';
import { buildExtension } from './extensionBuild.ts';
import { copySampleProject } from './sampleProject.ts';

const windowTests = 'test/vscode/windows/**/*.test.ts';
const output = join(repositoryRoot, 'out', 'vscode');

const inWindows = globSync(windowTests, { cwd: repositoryRoot }).sort();
const inHost = globSync('test/vscode/**/*.test.ts', { cwd: repositoryRoot })
  .filter((file) => !inWindows.includes(file))
  .sort();

await buildExtension();
const results = [
  ['in the extension host', inHost.length, await patiently('the extension host', runInHost)],
  ['in two windows', inWindows.length, await runInWindows()],
] as const;
for (const [where, count, outcome] of results) {
  const verdict = count === 0 ? 'NO TESTS FOUND' : outcome;
  console.log(`VS Code tests ${where}: ${verdict} (${count} ${count === 1 ? 'file' : 'files'})`);
}
process.exitCode = results.every(([, count, outcome]) => count > 0 && outcome !== 'FAILED') ? 0 : 1;

/**
 * A real window on a busy machine loses a key now and then, or draws a row late. What fails is run once
 * more from its beginning, and the verdict says so; what fails twice has failed.
 */
async function patiently(what: string, run: () => Promise<boolean>): Promise<string> {
  if (await run()) return 'passed';
  console.log(`\nFailed in ${what}; once more from the beginning.\n`);
  return (await run()) ? `passed, but ${what} only at the second try` : 'FAILED';
}

async function runInHost(): Promise<boolean> {
  await rm(output, { recursive: true, force: true });
  await build({
    entryPoints: [...inHost, 'test/host/inHostTests.ts'],
    absWorkingDir: repositoryRoot,
    outdir: output,
    outbase: 'test',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  const host = await chooseHost('tests');
  console.log(describeHost(host));
  await using scratch = await ScratchFolder.make();
  const workspace = join(scratch.path, 'workspace');
  await copySampleProject(workspace);
  try {
    await runTests({
      vscodeExecutablePath: host.executable,
      extensionDevelopmentPath: repositoryRoot,
      extensionTestsPath: join(output, 'host', 'inHostTests.cjs'),
      launchArgs: [
        workspace,
        '--disable-extensions',
        `--user-data-dir=${join(scratch.path, 'data')}`,
        `--extensions-dir=${join(scratch.path, 'extensions')}`,
      ],
    });
    return true;
  } catch (error) {
    if (error instanceof TestRunFailedError) return false;
    throw error;
  }
}

async function runInWindows(): Promise<string> {
  const outcomes: string[] = [];
  for (const file of inWindows) {
    outcomes.push(await patiently(basename(file), () => runInWindow(file)));
  }
  if (outcomes.includes('FAILED')) return 'FAILED';
  const late = outcomes.filter((outcome) => outcome !== 'passed');
  return late.length === 0 ? 'passed' : late.join('; ');
}

async function runInWindow(file: string): Promise<boolean> {
  const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
  const child = spawn(process.execPath, [mocha, '--timeout', '180000', '--exit', file], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  return code === 0;
}
