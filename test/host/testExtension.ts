import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { repositoryRoot } from './cache.ts';

/** Builds an extension of the tests, in a folder of `test/support`, and returns its root to install. */
export async function buildTestExtension(
  name: 'live-share' | 'open-collaboration' | 'probe',
): Promise<string> {
  const source = join(repositoryRoot, 'test', 'support', name);
  const root = join(repositoryRoot, 'out', name);
  await mkdir(root, { recursive: true });
  await copyFile(join(source, 'package.json'), join(root, 'package.json'));
  await build({
    entryPoints: [join(source, 'extension.ts')],
    outdir: root,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return root;
}
