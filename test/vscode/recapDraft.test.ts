import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { draftText } from '../../src/features/recap/draftText.ts';
import { Content } from '../../src/platform/content/content.ts';
import { Decks } from '../../src/platform/content/decks.ts';
import { Play, start } from '../unit/core/play.ts';
import { workspaceFolder } from './workspace.ts';

const content = new Content('nowhere');
const library = { content, decks: new Decks(content) };

/** The draft of a session that recorded a finding with each of these figures. */
async function draftWith(figures: readonly string[]): Promise<string> {
  const play = Play.pair();
  for (const [index, figure] of figures.entries()) {
    const finding = { type: 'recordFinding', id: `f${index}`, text: 'It does.', figure } as const;
    play.do('ada', finding, start + index);
  }
  return (await draftText(play.entries, true, library)) ?? assert.fail();
}

async function saveFigure(name: string, size: number): Promise<string> {
  await mkdir(join(workspaceFolder(), 'drafted'), { recursive: true });
  await writeFile(join(workspaceFolder(), 'drafted', name), Buffer.alloc(size));
  return `drafted/${name}`;
}

const shown = (draft: string) => draft.split('](data:image/png;base64,').length - 1;
const named = (draft: string) => [...draft.matchAll(/Figure: `(.+)`/g)].map(([, name]) => name);

describe('the figures of a draft', () => {
  it('are in it, but for those that are not there or too large', async () => {
    const small = await saveFigure('small.png', 10);
    const large = await saveFigure('large.png', 3_000_001);
    const draft = await draftWith([small, large, 'drafted/gone.png']);
    assert.equal(shown(draft), 1);
    assert.deepEqual(named(draft), [large, 'drafted/gone.png']);
  });

  it('are in it as long as it can be shown with them, however often they come', async () => {
    const figures: string[] = [];
    for (let number = 1; number <= 6; number++) {
      figures.push(await saveFigure(`${number}.png`, 2_900_000));
    }
    const draft = await draftWith(figures);
    assert.equal(shown(draft), 4);
    assert.deepEqual(named(draft), figures.slice(4));
    assert.ok((await draftWith(Array.from({ length: 30 }, () => figures[0] ?? ''))).length < 2e7);
  });
});
