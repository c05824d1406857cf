import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadCatalog } from '../../src/scaffolds/loadCatalog.ts';
import { environmentNames, preparePython, SetupError } from './environment.ts';
import { readReport, tableOfProofs, unproven, wrongMarks } from './proofs.ts';
import { renderDocuments } from './renderDocuments.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'test/science');

/** What pytest exits with when no test was selected. */
const NOTHING_SELECTED = 5;

interface Outcome {
  readonly environment: string;
  readonly verdict: 'passed' | 'FAILED' | 'nothing selected';
  readonly seconds: number;
}

process.exitCode = await runScience(process.argv.slice(2));

/**
 * Renders every scaffold with the real inserter and has pytest run them against known answers, in
 * each environment those that are marked with it.
 * @param args `--environment=<name>` for one environment only; all others are for pytest
 */
async function runScience(args: readonly string[]): Promise<number> {
  const chosen = args.flatMap((arg) => /^--environment=(.*)$/.exec(arg)?.[1] ?? []);
  const forPytest = args.filter((arg) => !arg.startsWith('--environment='));
  const known = await environmentNames(here);
  const stranger = chosen.find((name) => !known.includes(name));
  if (stranger !== undefined) {
    console.error(`There is no environment "${stranger}"; name one of ${known.join(', ')}.`);
    return 1;
  }
  const folder = await mkdtemp(join(tmpdir(), 'interpair-science-'));
  const kept = process.env.INTERPAIR_SCIENCE_OUT;
  try {
    await renderDocuments(root, folder);
    const outcomes: Outcome[] = [];
    for (const environment of chosen.length > 0 ? chosen : known) {
      outcomes.push(await runEnvironment(environment, folder, forPytest));
    }
    if (kept !== undefined) {
      await cp(folder, kept, { recursive: true });
      console.log(`[science] Documents and pictures are in ${kept}`);
    }
    const isWhole = chosen.length === 0 && forPytest.length === 0;
    const isProven = await reportProofs(folder, known, isWhole);
    return summarize(outcomes) === 0 && isProven ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runEnvironment(
  environment: string,
  folder: string,
  args: readonly string[],
): Promise<Outcome> {
  const cache = process.env.INTERPAIR_CACHE ?? join(root, '.vscode-test');
  console.log(`\n[science] ${environment}\n`);
  const started = performance.now();
  const code = await preparePython(cache, join(here, `requirements.${environment}.txt`)).then(
    (python) => pytest(python, environment, folder, args),
    (error: unknown) => {
      console.error(error instanceof SetupError ? error.message : error);
      return 1;
    },
  );
  // Only someone who selects tests may select none of an environment's.
  const isEmpty = code === NOTHING_SELECTED && args.length > 0;
  const verdict = code === 0 ? 'passed' : isEmpty ? 'nothing selected' : 'FAILED';
  return { environment, verdict, seconds: (performance.now() - started) / 1000 };
}

/**
 * Prints what the tests that passed have shown, from what conftest.py wrote into `folder`.
 * @returns whether the marks are right and, after all tests, nothing of the catalogue is unproven
 */
async function reportProofs(
  folder: string,
  environments: readonly string[],
  isWhole: boolean,
): Promise<boolean> {
  const catalog = await loadCatalog(join(root, 'src/scaffolds/catalog'));
  const texts = await Promise.all(
    environments.map((name) =>
      readFile(join(folder, `proofs.${name}.json`), 'utf8').catch(() => []),
    ),
  );
  const reports = texts.flat().map(readReport);
  console.log(`\n[science] What was shown\n${tableOfProofs(catalog, reports)}`);
  const faults = [...wrongMarks(catalog, reports), ...(isWhole ? unproven(catalog, reports) : [])];
  for (const fault of faults) {
    console.error(`[science] ${fault}`);
  }
  return faults.length === 0;
}

function summarize(outcomes: readonly Outcome[]): number {
  console.log('\n[science] Summary');
  for (const { environment, verdict, seconds } of outcomes) {
    console.log(`  ${environment.padEnd(8)} ${verdict} (${Math.round(seconds)} s)`);
  }
  const failed = outcomes.some(({ verdict }) => verdict === 'FAILED');
  return failed || !outcomes.some(({ verdict }) => verdict === 'passed') ? 1 : 0;
}

async function pytest(
  python: string,
  environment: string,
  folder: string,
  args: readonly string[],
): Promise<number> {
  const child = spawn(python, ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', here, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      INTERPAIR_ENVIRONMENT: environment,
      INTERPAIR_RENDERED: folder,
      MPLBACKEND: 'Agg',
      HF_HUB_OFFLINE: '1',
      // The models are tiny: threads would only wait for each other.
      OMP_NUM_THREADS: '1',
      TOKENIZERS_PARALLELISM: 'false',
      TF_CPP_MIN_LOG_LEVEL: '3',
      JAX_PLATFORMS: 'cpu',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
