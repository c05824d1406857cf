// `npm run bench`: measures, prints a table, and writes it to docs/benchmarks.md. Names of parts, as in
// `npm run bench -- science`, choose among them.
import { readFile, writeFile } from 'node:fs/promises';
import { arch, cpus, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../host/cache.ts';
import { SetupError } from '../science/environment.ts';
import type { Section } from './benchmark.ts';
import { sectionText, withSection } from './benchmarkPage.ts';
import { benchScience } from './scienceBench.ts';

const parts: Readonly<Record<string, () => Promise<Section>>> = { science: benchScience };

const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => parts[name] === undefined);
if (unknown.length > 0) {
  console.error(
    `There is no benchmark "${unknown.join('", "')}"; name some of ${Object.keys(parts).join(', ')}, or none for all.`,
  );
  process.exit(1);
}
const page = join(repositoryRoot, 'docs/benchmarks.md');
const date = new Date().toISOString().slice(0, 10);
try {
  for (const [name, measure] of Object.entries(parts)) {
    if (chosen.length === 0 || chosen.includes(name)) {
      const section = await measure();
      console.log(`\n${sectionText(section, machine(), date)}`);
      const before = await readFile(page, 'utf8').catch(() => '');
      await writeFile(page, withSection(before, section, machine(), date));
    }
  }
} catch (error) {
  // Such as that there is no Python: what to do is all that a person has to read.
  console.error(error instanceof SetupError ? error.message : error);
  process.exitCode = 1;
}

function machine(): string {
  const [first] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${first?.model ?? arch()}, ${cpus().length} cores, ${memory} GiB of memory, ${platform()} ${arch()}`;
}
