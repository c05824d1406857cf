import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, installOnce } from './cache.ts';
import { type Captured, capture, cleanNpmEnvironment } from './capture.ts';
import { canInstallDebianPackages, installDebianPackages } from './debianPackages.ts';

export const codeServerVersion = '4.139.1';

/** Debian's name of each thing that compiling code-server needs, with a command that finds it. */
const buildNeeds: readonly (readonly [string, readonly [string, ...string[]]])[] = [
  ['g++', ['c++', '--version']],
  ['make', ['make', '--version']],
  ['python3', ['python3', '--version']],
  ['pkg-config', ['pkg-config', '--version']],
  [
    'libkrb5-dev',
    ['c++', '-fsyntax-only', '-include', 'gssapi/gssapi.h', '-x', 'c++', '/dev/null'],
  ],
];

/**
 * Installs code-server, the browser VS Code, into the cache if it is not there.
 * @returns the path of its entry, a script for Node 24.
 */
export async function installCodeServer(): Promise<string> {
  const node = process.version.split('.')[0];
  const name = `code-server-${codeServerVersion}-${process.platform}-${process.arch}-node-${node}`;
  const folder = await installOnce(name, build);
  return join(folder, 'node_modules', 'code-server', 'out', 'node', 'entry.js');
}

async function build(folder: string): Promise<void> {
  console.log(
    `Installing the browser VS Code (code-server ${codeServerVersion}), once, about 2 minutes…`,
  );
  await ensureBuildTools();
  const log = join(cacheFolder(), 'code-server-install.log');
  await rm(log, { force: true });

  console.log('  1 of 2: downloading…');
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const flags = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];
  const env = cleanNpmEnvironment();
  const download = [...flags, `code-server@${codeServerVersion}`];
  assertDone(await capture('npm', download, { cwd: folder, env, log }), 'downloaded', log);

  console.log('  2 of 2: compiling its native parts…');
  const headers = await nodeHeaders(join(folder, 'headers'), flags, log);
  const postinstall = await capture('sh', ['./postinstall.sh'], {
    cwd: join(folder, 'node_modules', 'code-server'),
    // postinstall.sh reads Node's major version from the user agent; node-gyp takes the headers
    // from nodedir, where it would download them otherwise.
    env: cleanNpmEnvironment({
      npm_config_user_agent: `npm/11 node/${process.version}`,
      npm_config_nodedir: headers,
    }),
    log,
  });
  assertDone(postinstall, 'compiled', log);
  await rm(join(folder, 'headers'), { recursive: true });
}

/** Unpacks Node's own npm package, which carries `include/node`, and returns its folder. */
async function nodeHeaders(folder: string, flags: string[], log: string): Promise<string> {
  const { platform, arch, version } = process;
  const prefix = platform === 'darwin' && arch === 'arm64' ? 'node-bin' : 'node';
  const name = `${prefix}-${platform}-${arch}`;
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const args = [...flags, `${name}@${version.slice(1)}`];
  assertDone(
    await capture('npm', args, { cwd: folder, env: cleanNpmEnvironment(), log }),
    'compiled',
    log,
  );
  return join(folder, 'node_modules', name);
}

async function ensureBuildTools(): Promise<void> {
  if (process.platform !== 'linux') return;
  const missing: string[] = [];
  for (const [name, [command, ...args]] of buildNeeds) {
    if ((await capture(command, args)).code !== 0) missing.push(name);
  }
  if (missing.length === 0) return;
  if (canInstallDebianPackages()) {
    await installDebianPackages(missing);
    return;
  }
  throw new Error(
    `The browser VS Code can't be compiled because ${missing.join(', ')} is missing: run ` +
      `"sudo apt-get install ${missing.join(' ')}" (or your system's equivalent) and try again.`,
  );
}

function assertDone({ code, output }: Captured, verb: string, log: string): void {
  if (code === 0) return;
  const end = output.trim().split('\n').slice(-8).join('\n');
  throw new Error(
    `code-server could not be ${verb} (code ${code}); all of it is in ${log}:\n${end}`,
  );
}
