import assert from 'node:assert/strict';
import { roleOf } from '../../../src/core/rotation.ts';
import { hour, minute, second } from '../../../src/core/time.ts';
import { timeLeft, timeWorked } from '../../../src/core/turn.ts';
import { turnDue } from '../../../src/core/turnDue.ts';
import { Play, start, startSession, swapping } from './play.ts';
import { atEnd, notice, three, work } from './turnPlay.ts';

describe('a break', () => {
  const end = { outcome: 'done', took: minute } as const;

  it('comes after four turns that were worked', () => {
    const play = Play.pair();
    const at = work(play, 3, start);
    assert.equal(play.now.turnsSinceBreak, 3);
    const fourth = { type: 'swapRoles', turn: 5 } as const;
    assert.equal(play.do('ada', fourth, at + 15 * minute), 'breakStarted');
    assert.equal(play.now.turnsSinceBreak, 0);
    const { turn } = play.now;
    assert.ok(turn.state === 'break');
    assert.equal(turn.until - turn.since, 5 * minute);
    assert.equal(turn.number, 5);
    assert.equal(turn.worked, 15 * minute);
  });

  it('does not come after four quick swaps', () => {
    const play = Play.pair();
    for (let turn = 2; turn < 8; turn++) {
      assert.equal(
        play.do('ada', { type: 'swapRoles', turn }, start + turn * minute),
        'turnStarted',
      );
    }
    assert.equal(play.now.turnsSinceBreak, 0);
  });

  it('counts a turn from half of its length on, without the time in which it was held', () => {
    for (const [worked, counted] of [
      [7.5 * minute, 1],
      [7.5 * minute - 1, 0],
    ] as const) {
      const play = Play.pair();
      play.do('ada', { type: 'holdTurn', run: 'r' }, start + minute);
      play.do('ada', { type: 'endHold', run: 'r', end }, start + hour);
      play.do('ada', { type: 'swapRoles', turn: 2 }, start + hour + worked - minute);
      assert.equal(play.now.turnsSinceBreak, counted);
    }
  });

  it('does not count the time in which someone waited for a partner', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    play.do('grace', { type: 'join', name: 'Grace' }, start + 14 * minute);
    assert.equal(play.now.turn.number, 2);
    assert.equal(play.now.turnsSinceBreak, 0);
  });

  it('counts a turn that was cut short and worked on in overtime', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planEnd', at: start + 5 * minute }, start);
    play.do('ada', { type: 'expireTurn', turn: 2 }, start + 5 * minute);
    assert.equal(timeWorked(play.now.turn, start + 8 * minute), 8 * minute);
    play.do('ada', { type: 'extendTurn', by: minute }, start + 8 * minute);
    assert.equal(timeWorked(play.now.turn, start + 8.5 * minute), 8.5 * minute);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 8.5 * minute);
    assert.equal(play.now.turnsSinceBreak, 1);
  });

  it('counts overtime in full, however late it was noticed', () => {
    const play = Play.pair();
    play.do('ada', { type: 'expireTurn', turn: 2 }, atEnd + 3 * minute);
    assert.equal(timeWorked(play.now.turn, atEnd + 4 * minute), 19 * minute);
  });

  it('is planned for after the turn, which it does not cut', () => {
    const play = Play.pair(swapping);
    assert.equal(play.do('grace', { type: 'planBreak', planned: true }, start), 'breakPlanned');
    assert.equal(play.do('ada', { type: 'planBreak', planned: true }, start), '');
    assert.equal(notice(play, atEnd - 1), '');
    assert.equal(notice(play, atEnd), 'turnExpired');
    assert.equal(notice(play, atEnd + 20 * second), 'breakStarted');
    assert.equal(play.now.breakPlanned, false);
  });

  it('does not come when it was planned and is not wanted after all', () => {
    const play = Play.pair();
    play.do('grace', { type: 'planBreak', planned: true }, start);
    assert.equal(play.do('ada', { type: 'planBreak', planned: false }, start), 'breakPlanned');
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 2 }, start), 'turnStarted');
  });

  it('can be skipped, and is due again after the next turn', () => {
    const play = Play.pair();
    play.do('grace', { type: 'planBreak', planned: true }, start);
    const skip = { type: 'swapRoles', turn: 2, skipBreak: true } as const;
    assert.equal(play.do('ada', skip, start), 'turnStarted');
    assert.equal(play.do('grace', { type: 'swapRoles', turn: 3 }, start), 'breakStarted');
  });

  it('holds up nobody who takes over by name', () => {
    const play = Play.pair();
    play.do('grace', { type: 'planBreak', planned: true }, start);
    const take = { type: 'swapRoles', turn: 2, to: 'grace' } as const;
    assert.equal(play.do('grace', take, start), 'turnStarted');
  });

  it('does not come with nothing but the end of the session after it, unless someone planned it', () => {
    const play = Play.pair();
    const at = work(play, 3, start) + 15 * minute;
    play.do('ada', { type: 'planEnd', at: at + 12 * minute }, at);
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 5 }, at), 'turnStarted');
    play.do('ada', { type: 'planBreak', planned: true }, at);
    assert.equal(play.do('grace', { type: 'swapRoles', turn: 6 }, at), 'breakStarted');
  });

  it('is over at the planned end at the latest, also if that is planned during the break', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planEnd', at: start + 4 * minute }, start);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    assert.equal(timeLeft(play.now.turn, start + minute), 3 * minute);
    const more = play.do('ada', { type: 'extendTurn', by: minute }, start + 2 * minute);
    assert.equal(more, 'The session is meant to end with this break; move its end first.');
    play.do('ada', { type: 'planEnd', at: start + 3 * minute }, start + 2 * minute);
    assert.equal(timeLeft(play.now.turn, start + 2 * minute), minute);
  });

  it('gives way to the next turn by itself where turns do, and not a moment before', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    assert.equal(turnDue(play.now, start + 2 * minute)?.at, start + 6 * minute);
    const end = { type: 'endBreak', turn: 2 } as const;
    assert.equal(play.do('grace', end, start + 6 * minute - 1), '');
    assert.equal(play.do('grace', end, start + 6 * minute), 'turnStarted');
    assert.equal(play.do('ada', end, start + 6 * minute), '');
    assert.equal(play.now.turn.driver, 'grace');
    assert.equal(timeLeft(play.now.turn, start + 6 * minute), 15 * minute);
  });

  it('waits for the pair where turns do, or when nobody watched it end', () => {
    const waiting = Play.pair();
    const slept = Play.pair(swapping);
    for (const play of [waiting, slept]) {
      play.do('ada', { type: 'takeBreak', turn: 2 }, start);
      const late = start + 5 * minute + 61 * second;
      assert.equal(turnDue(play.now, late), undefined);
      assert.equal(play.do('ada', { type: 'endBreak', turn: 2 }, late), '');
    }
    assert.equal(turnDue(waiting.now, start), undefined);
    assert.equal(slept.do('ada', { type: 'resumeTurn' }, start + hour), 'turnStarted');
    assert.equal(slept.now.turn.driver, 'grace');
  });

  it('is longer for whoever extends it', () => {
    const play = Play.pair(swapping);
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    const until = start + 5 * minute;
    const more = { type: 'extendTurn', by: 5 * minute, deadline: until } as const;
    assert.equal(play.do('ada', more, until), 'turnExtended');
    assert.equal(play.do('grace', more, until), '');
    assert.equal(notice(play, until), '');
    assert.equal(notice(play, until + 5 * minute), 'turnStarted');
  });

  it('goes on when whoever drove before it leaves, and passes over who is absent after it', () => {
    const play = three();
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    assert.equal(play.do('ada', { type: 'leave' }, start), 'participantLeft');
    play.do('grace', { type: 'disconnect' }, start);
    assert.equal(play.do('joan', { type: 'resumeTurn' }, start), 'turnStarted');
    assert.equal(play.now.turn.driver, 'joan');
  });

  it('goes on when whoever drove before it is removed, who drives no more', () => {
    const play = three();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    play.do('ada', { type: 'takeBreak', turn: 3 }, start);
    const remove = { type: 'removeParticipant', participant: 'grace' } as const;
    assert.equal(play.do('ada', remove, start), 'participantRemoved');
    assert.equal(play.now.turn.state, 'break');
    assert.equal(roleOf(play.now, 'grace'), undefined);
    assert.match(play.do('ada', { type: 'restartTurn', turn: 3 }, start), /Grace was removed/);
    play.do('ada', { type: 'endBreak', turn: 3 }, start + 5 * minute);
    assert.equal(play.now.turn.driver, 'joan');
  });

  it('is followed by a turn of the same driver when nobody else is left, and by none when nobody is', () => {
    const alone = Play.pair(swapping);
    alone.do('ada', { type: 'takeBreak', turn: 2 }, start);
    alone.do('grace', { type: 'leave' }, start);
    assert.equal(alone.do('ada', { type: 'resumeTurn' }, start + minute), 'turnStarted');
    assert.equal(alone.now.turn.driver, 'ada');
    const empty = Play.pair(swapping);
    empty.do('ada', { type: 'takeBreak', turn: 2 }, start);
    empty.do('grace', { type: 'leave' }, start);
    empty.do('ada', { type: 'disconnect' }, start);
    assert.equal(turnDue(empty.now, start), undefined);
    assert.match(empty.do('ada', { type: 'resumeTurn' }, start), /Nobody is here/);
  });
});
