import assert from 'node:assert/strict';
import type { ParticipantId } from '../../../src/core/participant.ts';
import { minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';
import { expiryText } from '../../../src/features/turn/turnWords.ts';
import { asking, Play, start, swapping } from '../core/play.ts';

/** The notice that `me` gets at `at`, for a turn that was noticed to be over at `noticed`. */
function notice(turns: TurnSettings, me: ParticipantId, at: number, noticed = at): string {
  const play = Play.pair(turns);
  play.do('ada', { type: 'expireTurn', turn: 2 }, noticed);
  const { turn } = play.now;
  assert.ok(turn.state === 'expired');
  return expiryText(play.now, turn, me, at);
}

const end = start + 15 * minute;

describe('the notice at the end of a turn', () => {
  it('tells the driver who is next, and the navigator that it is them', () => {
    assert.equal(notice(asking, 'ada', end), 'Your turn is over. Grace drives next.');
    assert.equal(notice(asking, 'grace', end), "Ada's turn is over. You drive next.");
  });

  it('says when the roles swap by themselves', () => {
    assert.equal(
      notice(swapping, 'ada', end + second, end),
      'Your turn is over. Roles swap in 19 seconds; finish your sentence.',
    );
  });

  it('says how long ago it was after a sleep, and swaps nothing by itself', () => {
    assert.equal(
      notice(swapping, 'ada', end + 42 * minute),
      'Your turn ended 42 minutes ago. Grace drives next.',
    );
  });

  it('names nobody when nobody else is here', () => {
    const play = Play.pair();
    play.do('grace', { type: 'leave' }, start);
    play.do('ada', { type: 'expireTurn', turn: 2 }, end);
    const { turn } = play.now;
    assert.ok(turn.state === 'expired');
    assert.equal(expiryText(play.now, turn, 'ada', end), 'Your turn is over.');
  });
});
