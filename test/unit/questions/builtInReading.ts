import { readFileSync } from 'node:fs';
import { loadReading } from '../../../src/questions/loadReading.ts';
import type { Reading, Work } from '../../../src/questions/reading.ts';

const file = new URL('../../../src/questions/reading.yaml', import.meta.url);

export const builtInReadingText = readFileSync(file, 'utf8');
export const builtInReading = loadReading(builtInReadingText);

/** Everything in it; a work that stands in two parts comes twice. */
export function worksOf({ techniques, surveysAndBooks, job }: Reading): readonly Work[] {
  return [...Object.values(techniques).flat(), ...surveysAndBooks, ...job];
}
