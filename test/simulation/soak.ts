/**
 * Plays seeds one after the other until enough steps are done, and stops at the first that finds something:
 * `node test/simulation/soak.ts [--steps 1000000] [--from 1]`, or `--seed 7` for one alone.
 */
import { parseArgs } from 'node:util';
import { reportOf } from './report.ts';
import { simulate, usualSteps } from './simulate.ts';
import { Tally } from './tally.ts';

const { values } = parseArgs({
  options: {
    steps: { type: 'string', default: '1000000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
  },
});
/** In milliseconds. */
const untilNextLine = 10_000;
const started = performance.now();
const tally = new Tally();
let seed = Number(values.seed ?? values.from);

process.on('uncaughtException', (error) => {
  console.error(`Seed ${seed}: an error that nobody caught.`, error);
  process.exit(1);
});

await (values.seed === undefined ? soak(Number(values.steps)) : replay());

async function replay(): Promise<void> {
  const simulated = await simulate(seed, usualSteps);
  console.log(reportOf(simulated, Number.POSITIVE_INFINITY));
  process.exitCode = simulated.violation === undefined ? 0 : 1;
}

async function soak(steps: number): Promise<void> {
  let told = started;
  for (; tally.steps < steps; seed++) {
    const simulated = await simulate(seed, usualSteps);
    tally.add(simulated);
    if (simulated.violation !== undefined) {
      console.error(reportOf(simulated, 60));
      process.exitCode = 1;
      return;
    }
    if (performance.now() - told > untilNextLine) {
      told = performance.now();
      console.log(progress());
    }
  }
  console.log(tally.lines.join('\n'));
  console.log(progress());
  if (tally.missing.length > 0) {
    console.error(`Never happened: ${tally.missing.join(', ')}`);
    process.exitCode = 1;
  }
}

function progress(): string {
  const seconds = (performance.now() - started) / 1000;
  const rate = Math.round(tally.steps / seconds);
  return `${tally.steps} steps in ${tally.seeds} seeds, ${tally.entries} entries, ${seconds.toFixed(0)} s, ${rate} steps a second`;
}
