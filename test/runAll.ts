// `npm test`: everything, one part after the other, with a summary at the end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface Part {
  readonly name: string;
  /** An npm script of this project, so that what runs here can be run alone. */
  readonly script: string;
}

interface Outcome extends Part {
  readonly passed: boolean;
  readonly seconds: number;
}

const parts: readonly Part[] = [
  { name: 'types, lint and format', script: 'check' },
  { name: 'unit and contract tests', script: 'test:unit' },
  { name: 'question panel in a browser', script: 'test:webview' },
  { name: 'real VS Code, two windows', script: 'test:vscode' },
  { name: 'scaffolds on real models', script: 'test:science' },
];

const outcomes: Outcome[] = [];
for (const part of parts) {
  outcomes.push(await run(part));
}
summarize(outcomes);

async function run(part: Part): Promise<Outcome> {
  console.log(`\n── ${part.name} (npm run ${part.script})\n`);
  const started = performance.now();
  const child = spawn('npm', ['run', '--silent', part.script], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  const passed = await once(child, 'close').then(
    ([code]) => code === 0,
    (error: unknown) => {
      console.error(error);
      return false;
    },
  );
  return { ...part, passed, seconds: (performance.now() - started) / 1000 };
}

function summarize(all: readonly Outcome[]): void {
  console.log('\nSummary');
  for (const { name, script, passed, seconds } of all) {
    const time = `${Math.round(seconds)} s`.padStart(6);
    console.log(`  ${passed ? 'passed' : 'FAILED'} ${time}  ${name} (npm run ${script})`);
  }
  const failed = all.filter(({ passed }) => !passed).length;
  console.log(`\nparts: ${all.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
