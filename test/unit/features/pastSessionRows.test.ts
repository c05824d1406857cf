import assert from 'node:assert/strict';
import {
  hasPast,
  mostRows,
  type PastSource,
  pastRows,
} from '../../../src/features/session/pastSessionRows.ts';
import type { PastSession } from '../../../src/platform/record/listRecords.ts';
import type { RecordHead } from '../../../src/platform/record/recordHead.ts';

const own = '2025-11-24-own';

/** Records of which this is known, the newest first. */
function source(records: Readonly<Record<string, RecordHead & { readonly ended?: boolean }>>): {
  readonly past: PastSource;
  readonly read: string[];
} {
  const read: string[] = [];
  const list = Object.entries(records).map(
    ([name, { ended = true }]): PastSession => ({
      name,
      log: `/records/${name}.jsonl`,
      ...(ended ? { recap: `/records/${name}.md` } : {}),
    }),
  );
  const head = async (past: PastSession) => {
    read.push(past.name);
    const { ended: _, ...known } = records[past.name] ?? {};
    return { ...past, ...known };
  };
  return { past: { list: async () => list, head }, read };
}

const hosting = { id: 's1', recordBase: `/records/${own}` };
const joining = { id: 's1' };

describe('the rows of past sessions', () => {
  it('have the question, the day and who was there, and open the recap', async () => {
    const { past } = source({
      '2025-11-24-why': { question: 'Why $(x)?', who: 'Ada, Grace' },
      '2025-11-23-how': { question: 'How?', ended: false },
    });
    assert.deepEqual(await pastRows(past, undefined), [
      {
        id: 'past/2025-11-24-why',
        label: 'Why $\u200b(x)?',
        description: '2025-11-24, Ada, Grace',
        tooltip: 'Why $(x)?\n2025-11-24, Ada, Grace',
        icon: 'notebook',
        click: { command: 'openPastSession', title: 'Open', argument: '2025-11-24-why' },
      },
      {
        id: 'past/2025-11-23-how',
        label: 'How?',
        description: '2025-11-23',
        tooltip: 'How?\n2025-11-23',
        icon: 'history',
        click: { command: 'openPastSession', title: 'Open', argument: '2025-11-23-how' },
      },
    ]);
  });

  it('show a damaged file by its name', async () => {
    const { past } = source({ '2025-11-24-why': {} });
    const [row] = await pastRows(past, undefined);
    assert.equal(row?.label, '2025-11-24-why');
    assert.equal(row?.description, undefined);
  });

  it('leave out the session that is running, in the window of its host and of a guest', async () => {
    const records = { [own]: { sessionId: 's1', ended: false } };
    const { past } = source({ ...records, '2025-11-23-how': { sessionId: 's0', ended: false } });
    for (const active of [hosting, joining]) {
      const rows = await pastRows(past, active);
      assert.deepEqual(
        rows.map(({ label }) => label),
        ['2025-11-23-how'],
      );
    }
    assert.equal(await hasPast(source(records).past, hosting), false);
    assert.equal(await hasPast(source(records).past, undefined), true);
  });

  it('read only as many as are shown, and say how many more there are', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `2025-11-24-${index}`);
    const { past, read } = source(Object.fromEntries(names.map((name) => [name, {}])));
    const rows = await pastRows(past, undefined);
    assert.equal(rows.length, mostRows + 1);
    assert.deepEqual(read, names.slice(0, mostRows));
    assert.equal(rows.at(-1)?.label, `${300 - mostRows} more`);
    assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
  });

  it('are none where the folder can not be looked into', async () => {
    const list = () => Promise.reject(new Error('EACCES'));
    assert.equal(await hasPast({ ...source({}).past, list }, undefined), false);
  });
});
