import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as v from 'valibot';
import type { LogEntry } from '../../src/core/logEntry.ts';
import { logEntrySchema } from '../../src/protocol/logEntry.ts';

const run = promisify(execFile);

/** What another process reads in a journal, which has to be undamaged. */
export async function readElsewhere(path: string): Promise<readonly LogEntry[]> {
  const script = join(import.meta.dirname, 'printJournal.ts');
  const { stdout } = await run(process.execPath, [script, path]);
  return v.parse(v.array(logEntrySchema), JSON.parse(stdout));
}
