import { readJournal } from '../../src/log/local/journal.ts';

/** A process that prints the entries of a journal. */
const [path = ''] = process.argv.slice(2);
const { entries, damage } = await readJournal(path);
if (damage.length > 0) {
  throw new Error(`${path} is damaged: ${JSON.stringify(damage)}`);
}
process.stdout.write(JSON.stringify(entries));
