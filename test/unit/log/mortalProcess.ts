import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import type { Random } from '../../simulation/random.ts';

/** When a process dies. `kill -9` either way: by its own hand at an exact step, or by another's at any moment. */
export type Fate =
  | { readonly by: 'itself'; readonly step: number }
  /** After so many acknowledgements, or (0) so many milliseconds after its start, whatever it does then. */
  | { readonly by: 'another'; readonly acknowledgements: number; readonly delay: number };

/** What a process did until it was killed. */
export interface Life {
  readonly fate: Fate;
  /** It got its turn, and found so many entries. */
  readonly found: number | undefined;
  readonly damage: number | undefined;
  /** The newest revision that was acknowledged to it. */
  readonly acknowledged: number;
  /** What ended it; something else than SIGKILL means that it failed. */
  readonly end: string;
}

/** One file for the processes to run: loading TypeScript hundreds of times would take most of the time. */
export async function bundleMortal(folder: string): Promise<string> {
  const outfile = join(folder, 'appendUntilKilled.mjs');
  await build({
    entryPoints: [join(import.meta.dirname, 'appendUntilKilled.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  return outfile;
}

export function drawFate(random: Random): Fate {
  if (random.chance(0.5)) {
    // Opening and recovering take 15 to 30 steps, each append 8.
    return { by: 'itself', step: random.integer(1, random.pick([35, 100])) };
  }
  const acknowledgements = random.pick([0, 1, random.integer(2, 20)]);
  return {
    by: 'another',
    acknowledgements,
    delay: random.between(0, acknowledgements === 0 ? 200 : 2),
  };
}

/** Runs a process to its end, which its fate says. Every number that it prints is told at once. */
export async function live(
  script: string,
  path: string,
  fate: Fate,
  onAcknowledged: (revision: number) => void,
): Promise<Life> {
  const step = fate.by === 'itself' ? fate.step : 0;
  const child = spawn(process.execPath, [script, path, String(step)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  const kill = () => child.kill('SIGKILL');
  if (fate.by === 'another' && fate.acknowledgements === 0) {
    setTimeout(kill, fate.delay);
  }
  let errors = '';
  child.stderr.on('data', (data) => {
    errors += data;
  });
  let found: number | undefined;
  let damage: number | undefined;
  let acknowledged = 0;
  let count = 0;
  for await (const line of createInterface(child.stdout)) {
    if (line.startsWith('found ')) {
      [found, damage] = line.slice(6).split(' ').map(Number);
    } else {
      acknowledged = Number(line);
      onAcknowledged(acknowledged);
      count++;
    }
    if (fate.by === 'another' && fate.acknowledgements > 0 && count === fate.acknowledgements) {
      setTimeout(kill, fate.delay);
    }
  }
  const [code, signal] = await exited;
  return { fate, found, damage, acknowledged, end: signal ?? `exit code ${code}: ${errors}` };
}
