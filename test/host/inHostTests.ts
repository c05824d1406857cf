import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';

// Declared because this file is bundled to CommonJS, where the bundle's folder is known.
declare const __dirname: string;

/** Runs every test that was bundled with this file, in the extension host that loaded it. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', timeout: 20_000 });
  const bundles = dirname(__dirname);
  const files = await readdir(bundles, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.test.cjs')).sort()) {
    mocha.addFile(join(bundles, file));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed in the extension host.`);
}
