import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { figureLinks } from '../../../src/features/recap/figureLinks.ts';
import { ScratchFolder } from '../../support/scratchFolder.ts';

describe('the links from a recap to its figures', () => {
  let scratch: ScratchFolder;
  const at = (...names: string[]) => join(scratch.path, ...names);
  const folders = () => [at('model'), at('plots')];
  const records = () => at('model', '.interpair', 'sessions');

  beforeEach(async () => {
    scratch = await ScratchFolder.make();
    for (const folder of folders()) {
      await mkdir(folder);
    }
    await writeFile(at('model', 'own plot.png'), '');
    await writeFile(at('plots', 'probe.png'), '');
  });

  afterEach(async () => {
    await scratch[Symbol.asyncDispose]();
  });

  it('lead to the folder of the workspace that has them', async () => {
    assert.deepEqual(
      await figureLinks(records(), folders(), ['own plot.png', 'probe.png']),
      new Map([
        ['own plot.png', '../../own%20plot.png'],
        ['probe.png', '../../../plots/probe.png'],
      ]),
    );
  });

  it('lead to where a figure comes once it is pulled, where none has it yet', async () => {
    assert.deepEqual(
      await figureLinks(records(), folders(), ['later/x.png']),
      new Map([['later/x.png', '../../later/x.png']]),
    );
  });

  it('are none where the recap is not inside the folder that may be moved with it', async () => {
    for (const folder of [at('storage'), at('model'), at('plots', 'sessions')]) {
      assert.equal((await figureLinks(folder, folders(), ['probe.png'])).size, 0, folder);
    }
    assert.equal((await figureLinks(records(), [], ['probe.png'])).size, 0);
  });
});
