import { openJournal } from '../../../src/log/local/journal.ts';
import { LocalLog } from '../../../src/log/local/localLog.ts';
import { question } from '../../contract/events.ts';

/** A process that appends, one to four entries at a time, and prints each revision once it has the ack. */
// Waiting for the lock is no reason for the machine's timers to keep a process alive.
setInterval(() => undefined, 1_000);
const [path = ''] = process.argv.slice(2);
const { journal, entries } = await openJournal(path, { patience: 10_000 });
const log = new LocalLog({ journal, entries, clock: () => Date.now() });
const ada = log.as('ada');
for (;;) {
  const from = ada.revision;
  const ids = Array.from({ length: 1 + (from % 4) }, (_, index) => `q${from + 1 + index}`);
  process.stdout.write(`${await ada.append(ids.map(question), from)}\n`);
}
