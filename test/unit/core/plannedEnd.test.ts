import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { timeLeft } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { Play, start, swapping } from './play.ts';
import { atEnd, notice } from './turnPlay.ts';

describe('the planned end of a session', () => {
  const end = start + 20 * minute;

  function ending(turns = swapping): Play {
    const play = Play.pair(turns);
    play.do('ada', { type: 'planEnd', at: end }, start);
    return play;
  }

  it('cuts the turns that would go on past it, also one that is on', () => {
    const play = ending();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 10 * minute);
    assert.equal(timeLeft(play.now.turn, end), 0);
    play.do('ada', { type: 'planEnd', at: start + 12 * minute }, start + 10 * minute);
    assert.equal(timeLeft(play.now.turn, start + 12 * minute), 0);
    play.do('grace', { type: 'pauseTurn' }, start + 10 * minute);
    play.do('grace', { type: 'resumeTurn' }, start + 11 * minute);
    assert.equal(timeLeft(play.now.turn, start + 12 * minute), 0);
  });

  it('caps an extension, and leaves none where nothing is left', () => {
    const play = ending();
    const more = { type: 'extendTurn', by: 10 * minute } as const;
    assert.equal(play.do('ada', more, start), 'turnExtended');
    assert.equal(timeLeft(play.now.turn, end), 0);
    assert.equal(
      play.do('ada', more, start + minute),
      'The session is meant to end with this turn; move its end first.',
    );
    play.do('ada', { type: 'expireTurn', turn: 2 }, end);
    assert.equal(play.do('ada', more, end + minute), 'turnExtended');
    assert.equal(timeLeft(play.now.turn, end + minute), 10 * minute);
  });

  it('lets nobody take over by itself for less than a fifth of a turn', () => {
    for (const [left, announced] of [
      [3 * minute, true],
      [3 * minute - 1, false],
      [0, false],
    ] as const) {
      const play = Play.pair(swapping);
      play.do('ada', { type: 'planEnd', at: atEnd + 20 * second + left }, start);
      play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
      const { turn } = play.now;
      assert.ok(turn.state === 'expired');
      assert.equal(turn.swapAt !== undefined, announced, `${left} ms before the end`);
      assert.equal(play.do('ada', { type: 'swapRoles', turn: 2 }, atEnd), 'turnStarted');
    }
  });

  it('takes back a swap that was announced before the end was moved', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd);
    play.do('grace', { type: 'planEnd', at: atEnd + minute }, atEnd + second);
    assert.equal(notice(play, atEnd + 20 * second), 'turnExpired');
    assert.equal(turnDue(play.now, atEnd + 20 * second), undefined);
  });

  it('is not followed by a turn that begins by itself after a break', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'planEnd', at: start + 5 * minute }, start);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    assert.equal(turnDue(play.now, start + 2 * minute), undefined);
    assert.equal(play.do('ada', { type: 'endBreak', turn: 2 }, start + 5 * minute), '');
    assert.equal(play.do('ada', { type: 'resumeTurn' }, start + 5 * minute), 'turnStarted');
  });

  it('holds up nothing once it has gone by: who goes on has whole turns that swap by themselves', () => {
    const play = ending();
    play.do('ada', { type: 'swapRoles', turn: 2 }, end + minute);
    assert.equal(timeLeft(play.now.turn, end + minute), 15 * minute);
    assert.equal(notice(play, end + 16 * minute), 'turnExpired');
    assert.equal(notice(play, end + 16 * minute + 20 * second), 'turnStarted');
  });

  it('can be moved and taken back, and lies ahead', () => {
    const play = ending();
    assert.equal(play.do('ada', { type: 'planEnd', at: end }, start), '');
    assert.match(play.do('ada', { type: 'planEnd', at: start }, start), /^That time has gone by/);
    assert.equal(play.do('grace', { type: 'planEnd' }, start), 'endPlanned');
    assert.equal(play.now.endsAt, undefined);
    assert.equal(play.do('grace', { type: 'planEnd' }, start), '');
  });
});
