import { writeSync } from 'node:fs';
import { openJournal } from '../../../src/log/local/journal.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { systemTimers, type Timers } from '../../../src/log/timers.ts';
import { question } from '../../contract/events.ts';
import { MortalDisk } from './mortalDisk.ts';

/**
 * A process that opens a journal, waiting for its turn, and appends one to four entries at a time. It prints
 * a line for what it found, and one for each revision once that is acknowledged. Its second argument is the
 * step at which it kills itself.
 */
// Waiting for the lock is no reason for the machine's timers to keep a process alive.
setInterval(() => undefined, 1_000);
const [path = '', lastStep = '0'] = process.argv.slice(2);
const disk = new MortalDisk(Number(lastStep));
// Asks for the journal more often than a window does, so that less of the test is waiting.
const timers: Timers = {
  after: (delay, run) => systemTimers.after(delay / 10, run),
  every: (interval, run) => systemTimers.every(interval, run),
};
const { journal, entries, damage } = await openJournal(path, { patience: 600_000, disk, timers });
writeSync(1, `found ${entries.length} ${damage.length}\n`);
const log = new LocalLog({ journal, entries, clock: () => Date.now() });
const ada = log.as('ada');
for (;;) {
  const from = ada.revision;
  const ids = Array.from({ length: 1 + (from % 4) }, (_, index) => `q${from + 1 + index}`);
  writeSync(1, `${await ada.append(ids.map(question), from)}\n`);
}
