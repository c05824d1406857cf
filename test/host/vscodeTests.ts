// `npm run test:vscode`: the tests that need a real VS Code. Those in test/vscode run inside the
// extension host; those in test/vscode/windows drive two whole windows from outside.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
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
  ['in the extension host', inHost.length, await runInHost()],
  ['in two windows', inWindows.length, await runInWindows()],
] as const;
for (const [where, count, passed] of results) {
  const verdict = count === 0 ? 'NO TESTS FOUND' : passed ? 'passed' : 'FAILED';
  console.log(`VS Code tests ${where}: ${verdict} (${count} ${count === 1 ? 'file' : 'files'})`);
}
process.exitCode = results.every(([, count, passed]) => count > 0 && passed) ? 0 : 1;

async function runInHost(): Promise<boolean> {
  if (inHost.length === 0) return true;
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

async function runInWindows(): Promise<boolean> {
  if (inWindows.length === 0) return true;
  const mocha = join('node_modules', 'mocha', 'bin', 'mocha.js');
  const child = spawn(process.execPath, [mocha, '--timeout', '180000', '--exit', windowTests], {
    cwd: repositoryRoot,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'close');
  return code === 0;
}
