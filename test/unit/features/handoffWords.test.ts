import assert from 'node:assert/strict';
import { handoffText, lateLineText } from '../../../src/features/turn/handoffWords.ts';
import { Play, start } from '../core/play.ts';

const { now } = Play.pair();
const left = { turn: 2, by: 'ada', to: 'grace', at: start } as const;
const place = { path: 'src/heads.py', line: 42, text: '' };

describe('what the incoming driver is told', () => {
  it('is where the driver before was and what they were about to do, as far as they left it', () => {
    const text = 'was about to ablate L1H4';
    assert.deepEqual(
      [
        handoffText(now, { ...left, text, place }),
        handoffText(now, { ...left, text }),
        handoffText(now, { ...left, place }),
        handoffText(now, { ...left, place: { ...place, path: 'heads.ipynb', cell: 3, line: 2 } }),
      ],
      [
        'Ada was at heads.py:42: "was about to ablate L1H4".',
        'Ada: "was about to ablate L1H4".',
        'Ada was at heads.py:42.',
        'Ada was at heads.ipynb, cell 3, line 2.',
      ],
    );
    assert.equal(lateLineText(now, 'ada', 'plot it'), 'Ada has left you a line: "plot it".');
  });

  it('is one line of a bearable length, whatever was left', () => {
    assert.equal(handoffText(now, { ...left, text: ' ablate\n\n L1H4 ' }), 'Ada: "ablate L1H4".');
    const turned = handoffText(now, { ...left, text: '\u202eablate \u05d0' });
    assert.equal(turned, 'Ada: "\u2068ablate \u05d0\u2069".');
    const long = handoffText(now, { ...left, text: 'x'.repeat(4_000) });
    assert.ok(long.length < 320 && long.endsWith('…".'), long);
    const deep = handoffText(now, { ...left, place: { ...place, path: `${'y'.repeat(900)}.py` } });
    assert.ok(deep.length < 120, deep);
  });
});
