import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { loadCatalog } from '../../src/scaffolds/loadCatalog.ts';
import { cacheFolder, repositoryRoot } from '../host/cache.ts';
import { preparePython } from '../science/environment.ts';
import { insertAtMarks } from '../science/renderDocuments.ts';
import { ScratchFolder } from '../support/scratchFolder.ts';
import type { Comparison, Section } from './benchmark.ts';

const here = join(repositoryRoot, 'test/bench/science');

/** How many texts are cached, to see how the peak of memory grows with them. */
const cachedTexts = [500, 2000];

const machineSchema = v.object({
  devices: v.record(v.string(), v.string()),
  versions: v.record(v.string(), v.string()),
});

const number = v.pipe(v.number(), v.finite());
const speedSchema = v.pipe(
  v.array(
    v.object({
      what: v.string(),
      ours: v.string(),
      instead: v.string(),
      ourAmount: number,
      insteadAmount: number,
      ratio: number,
      least: number,
      most: number,
      agreement: v.string(),
    }),
  ),
  v.minLength(1),
);

/** The scaffolds, as the inserter writes them, against what people write instead. */
export async function benchScience(): Promise<Section> {
  const python = await preparePython(
    cacheFolder(),
    join(repositoryRoot, 'test/science/requirements.torch.txt'),
  );
  await using scratch = await ScratchFolder.make();
  const document = join(scratch.path, 'document.py');
  const catalog = await loadCatalog(join(repositoryRoot, 'src/scaffolds/catalog'));
  const marked = await readFile(join(here, 'document.py'), 'utf8');
  await writeFile(document, insertAtMarks(catalog, marked));
  const run = (script: string, ...args: string[]) =>
    lastLine(python, [join(here, script), ...args]);
  const { devices, versions } = v.parse(machineSchema, await run('machine.py'));
  const groups: Section['groups'][number][] = [];
  for (const [device, name] of Object.entries(devices)) {
    console.log(`[bench] Scaffolds on ${name}`);
    const speed = v.parse(speedSchema, await run('speed.py', document, device));
    const rows: Comparison[] = speed.map((one) => ({ ...one, unit: 's' }));
    if (device === 'cpu' && process.platform !== 'linux') {
      console.log('[bench] The peak of memory on a CPU can be measured on Linux only: left out.');
    } else {
      for (const texts of cachedTexts) {
        rows.push(...(await memoryOf(run, document, device, texts)));
      }
    }
    groups.push({ device: name, rows });
  }
  return {
    title: 'Scaffolds',
    about:
      'A GPT-2 of 6 layers, 256 wide, with random weights; texts of random words. What stands under *instead* is what people write without a scaffold, and does the same job. On a GPU the peak of memory is that of the GPU.',
    groups,
    versions,
  };
}

/** The peak of an activation cache, in memory and in files, against all texts in one batch. */
async function memoryOf(
  run: (script: string, ...args: string[]) => Promise<unknown>,
  document: string,
  device: string,
  texts: number,
): Promise<Comparison[]> {
  const peak = async (way: string): Promise<number> =>
    v.parse(
      v.pipe(number, v.minValue(1)),
      await run('memory.py', document, device, way, String(texts)),
    );
  const insteadAmount = await peak('instead');
  const compare = async (way: string, ours: string, agreement: string): Promise<Comparison> => {
    const ourAmount = await peak(way);
    const ratio = insteadAmount / ourAmount;
    return {
      what: `Every activation of 6 layers, ${texts} texts: peak of memory`,
      ours,
      instead: 'one padded batch, output_hidden_states',
      unit: 'byte',
      ourAmount,
      insteadAmount,
      ratio,
      least: ratio,
      most: ratio,
      agreement,
    };
  };
  return [
    await compare('scaffold', 'activation cache, in memory', 'all tokens, without padding'),
    await compare('files', 'activation cache, float16 in files', 'the same, in half precision'),
  ];
}

/** What a script printed last, read as JSON; the rest goes to the console. */
async function lastLine(python: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(python, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MPLBACKEND: 'Agg',
      HF_HUB_OFFLINE: '1',
      TOKENIZERS_PARALLELISM: 'false',
      PYTHONDONTWRITEBYTECODE: '1',
    },
  });
  let output = '';
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const [code] = await once(child, 'close');
  const lines = output.trim().split('\n');
  if (code !== 0) {
    throw new Error(`${args.join(' ')} failed with code ${code}.\n${output}`);
  }
  return JSON.parse(lines.at(-1) ?? '');
}
