import assert from 'node:assert/strict';
import { recap } from '../../../src/core/recap/recap.ts';
import { minute } from '../../../src/core/time.ts';
import { Play, start } from './play.ts';

const place = { path: 'src/heads.py', line: 42, text: 'attention[0]' };

/** The lines under a heading of level 3, blank ones left out. */
function handedOver(play: Play): readonly string[] {
  const text = recap(play.entries, { timeZone: 'UTC' }) ?? '';
  const [, under = ''] = text.split('### Handed over\n');
  const [own = ''] = under.split('\n## ');
  return own.split('\n').filter((line) => line !== '');
}

describe('the handoffs in the recap', () => {
  it('say who left what to whom, where the code was, and when', () => {
    const play = Play.pair();
    play.do('ada', { type: 'handOff', turn: 2, text: 'ablate L1H4', place }, start + 5 * minute);
    play.do('grace', { type: 'handOff', turn: 3, place }, start + 9 * minute);
    play.do('ada', { type: 'handOff', turn: 4, text: 'plot it' }, start + 12 * minute);
    assert.deepEqual(handedOver(play), [
      '- **ablate L1H4**\\',
      '  Ada → Grace, 16:05, at `src/heads.py:42`: `attention[0]`',
      '- Grace → Ada, 16:09, at `src/heads.py:42`: `attention[0]`',
      '- **plot it**\\',
      '  Ada → Grace, 16:12',
    ]);
  });

  it('have a line that nobody took, and show any text as text', () => {
    const play = Play.pair();
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    const text = '# ![x](https://example.org)\n<b>';
    play.do('ada', { type: 'noteHandoff', turn: 2, text }, start + minute);
    play.do('ada', { type: 'endSession' }, start + minute);
    assert.deepEqual(handedOver(play), [
      '- **\\# !\\[x\\](https://example.org) \\<b\\>**\\',
      '  Ada, 16:01',
    ]);
  });

  it('are no section where nothing was left', () => {
    const play = Play.pair();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    assert.deepEqual(handedOver(play), []);
  });
});
