import assert from 'node:assert/strict';
import { minute } from '../../../src/core/time.ts';
import { nextStageAt, stageOf } from '../../../src/core/turn.ts';
import { asking, Play, start } from './play.ts';

const { length } = asking;

describe('the stage of a turn', () => {
  it('is fresh, midway and late, and late in overtime', () => {
    const { turn } = Play.pair().now;
    const stages = [0, 2, 3, 11, 12, 15, 60].map((at) =>
      stageOf(turn, length, start + at * minute),
    );
    assert.deepEqual(stages, ['fresh', 'fresh', 'midway', 'midway', 'late', 'late', 'late']);
  });

  it('changes when it is said to', () => {
    const { turn } = Play.pair().now;
    let at: number | undefined = start;
    const seen: string[] = [];
    while (at !== undefined) {
      seen.push(`${(at - start) / minute} ${stageOf(turn, length, at)}`);
      at = nextStageAt(turn, length, at);
    }
    assert.deepEqual(seen, ['0 fresh', '3 midway', '12 late']);
  });

  it('stands still in a pause', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + 5 * minute);
    assert.equal(stageOf(play.now.turn, length, start + 60 * minute), 'midway');
    assert.equal(nextStageAt(play.now.turn, length, start + 60 * minute), undefined);
  });
});
