import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { recap } from '../../../src/core/recap/recap.ts';
import { journalText } from '../../../src/log/local/journalFormat.ts';
import { readRecordHead } from '../../../src/platform/record/recordHead.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';
import { labSession } from '../core/labSession.ts';
import { longSession, names } from '../core/longSession.ts';
import { asking, Play, start } from '../core/play.ts';

describe("the top of a session's record", () => {
  let scratch: ScratchFolder;

  beforeEach(async () => {
    scratch = await ScratchFolder.make();
  });

  afterEach(async () => {
    await scratch[Symbol.asyncDispose]();
  });

  async function file(name: string, content: string): Promise<string> {
    const path = join(scratch.path, name);
    await writeFile(path, content);
    return path;
  }

  const log = (play: Play) => file('a.jsonl', journalText(play.entries));
  const text = (play: Play) => file('a.md', recap(play.entries, { timeZone: 'UTC' }) ?? '');

  it('tells the question and who was there from the log', async () => {
    assert.deepEqual(await readRecordHead({ log: await log(labSession()) }), {
      question: 'Do induction heads form before layer 2?',
      who: 'Ada Lovelace, Grace Hopper',
      sessionId: 's',
    });
  });

  it('tells them from the recap alone, as they were typed', async () => {
    const play = new Play();
    const hypothesis = 'Is *this* [head](x) `1.5` <b>?';
    const starting = { type: 'startSession', sessionId: 's', turns: asking } as const;
    play.do('ada', { ...starting, hypothesis, name: 'A_d_a' }, start);
    play.do('grace', { type: 'join', name: 'עדה' }, start);
    assert.deepEqual(await readRecordHead({ recap: await text(play) }), {
      question: hypothesis,
      who: 'A_d_a, עדה',
    });
  });

  it('takes everyone from the recap and the rest from the log', async () => {
    const play = longSession();
    const { who, sessionId } = await readRecordHead({
      recap: await text(play),
      log: await log(play),
    });
    assert.ok(who?.endsWith(`, ${names.at(-1)}`));
    assert.equal(sessionId, 's');
  });

  it('reads only the top of a file that is too large for memory', async () => {
    const path = await log(longSession());
    await truncate(path, 5e9);
    assert.equal((await readRecordHead({ log: path })).question, 'Why?');
  });

  it('tells nothing of a file that is damaged, not there, or no file', async () => {
    const damaged = await file('a.jsonl', 'nonsense\n');
    const strange = await file('a.md', '\u0000\u0001');
    assert.deepEqual(await readRecordHead({ log: damaged, recap: strange }), {});
    assert.deepEqual(await readRecordHead({ log: join(scratch.path, 'gone.jsonl') }), {});
    assert.deepEqual(await readRecordHead({ recap: scratch.path }), {});
  });
});
