import { execSync } from 'node:child_process';
import { readdirSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { openJournal, readJournal } from '../../../src/log/local/journal.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { idsOf, question } from '../../contract/events.ts';

/**
 * A process that opens a journal and appends three entries at a time until it is refused, under limits that
 * the test has set. A second argument is a command that makes room; then it goes on. What happened comes out
 * as one line of JSON.
 */
const [path = '', makeRoom = ''] = process.argv.slice(2);
const refusals: string[] = [];

async function notingRefusal<T>(attempt: () => Promise<T>): Promise<T | undefined> {
  try {
    return await attempt();
  } catch (error) {
    refusals.push(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

const limited = () => {
  if (makeRoom !== '') {
    execSync(makeRoom);
  }
};

async function appendUntilRefused(): Promise<object> {
  let opened = await notingRefusal(() => openJournal(path));
  if (opened === undefined) {
    limited();
    opened = await notingRefusal(() => openJournal(path));
  }
  if (opened === undefined) {
    return { refusals };
  }
  const log = new LocalLog({ ...opened, clock: () => Date.now() });
  const append = () => {
    const ids = [1, 2, 3].map((part) => `q${log.revision + part}`);
    return log.append('ada', ids.map(question), log.revision);
  };
  const { damage, keptAs } = opened;
  const known = refusals.length;
  while (refusals.length < known + 3 && log.revision < 3_000) {
    await notingRefusal(append);
  }
  const acknowledged = log.revision;
  limited();
  await notingRefusal(append);
  await log.close();
  const after = await readJournal(path);
  const files = readdirSync(dirname(path));
  const ids = idsOf(after.entries);
  return { refusals, acknowledged, ids, damage, damageAfter: after.damage, keptAs, files };
}

writeSync(1, JSON.stringify(await appendUntilRefused()));
