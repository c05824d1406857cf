// Runs before every npm script that needs the dependencies. Only Node built-ins, Node 18 and up:
// nothing is installed yet when this runs for the first time.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withLock } from './lock.js';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const missing = whatIsMissing();
if (missing) {
  mkdirSync(join(root, '.vscode-test'), { recursive: true });
  await withLock(
    join(root, '.vscode-test', 'setup.lock'),
    async () => {
      const still = whatIsMissing();
      if (still) await install(still);
    },
    (owner) => console.log(`Waiting for process ${owner}, which is installing the dependencies…`),
  );
}

/** Why the dependencies must be installed, or '' when they match package-lock.json. */
function whatIsMissing() {
  const installed = packagesIn(join(root, 'node_modules', '.package-lock.json'));
  if (!installed) return 'the dependencies are not installed yet';
  if (!existsSync(join(root, 'node_modules', '.bin'))) return 'node_modules has no programs';
  const wanted = packagesIn(join(root, 'package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing or broken: restore it from git.');
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.optional || entry.peer || entry.devOptional) continue;
    if (installed[path]?.version !== entry.version) return `${path} is not at ${entry.version}`;
  }
  return '';
}

/** @param {string} file */
function packagesIn(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

/** @param {string} why */
async function install(why) {
  // npm ci first removes node_modules, which Windows refuses while the Node of node_modules runs.
  const stale = existsSync(join(root, 'node_modules'));
  const verb = process.platform === 'win32' && stale ? 'install' : 'ci';
  console.log(`Running npm ${verb}, because ${why}.`);
  const code = await run(verb);
  if (code !== 0) {
    console.error(
      `npm ${verb} failed with code ${code}: see its message above, then run it again.`,
    );
    process.exit(1);
  }
}

/** @param {string} verb @returns {Promise<number>} */
function run(verb) {
  const npm = process.env.npm_execpath;
  const node = process.env.npm_node_execpath ?? process.execPath;
  const viaScript = npm !== undefined && /\.[cm]?js$/.test(npm) && existsSync(node);
  const child = viaScript
    ? spawn(node, [npm, verb], { cwd: root, stdio: 'inherit' })
    : spawn('npm', [verb], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
