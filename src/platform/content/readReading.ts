import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { Reading } from '../../questions/reading.ts';

/** @param dist the folder that holds the built extension */
export async function readReading(dist: string): Promise<Reading> {
  const { loadReading } = await import('../../questions/loadReading.ts');
  return loadReading(await readFile(path.join(dist, 'reading.yaml'), 'utf8'));
}
