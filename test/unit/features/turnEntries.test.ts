import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import type { ParticipantId } from '../../../src/core/participant.ts';
import { type EpochMs, minute } from '../../../src/core/time.ts';
import { turnEntries } from '../../../src/features/statusBar/turnEntries.ts';
import { asking, Play, start, startSession } from '../core/play.ts';

const end = start + 15 * minute;
const time = (at: EpochMs) => `+${(at - start) / minute}`;

function entries(play: Play, me: ParticipantId, at: EpochMs): string[] {
  const { first, more } = turnEntries(play.now, me, at, time);
  return [...first, ...more].map(({ label, description }) =>
    description === undefined ? label : `${label} · ${description}`,
  );
}

function first(play: Play, me: ParticipantId, at: EpochMs): string | undefined {
  return entries(play, me, at)[0];
}

/** A pair after one command of Ada's. */
function pairAfter(command: SessionCommand, at = start, turns = asking): Play {
  const play = Play.pair(turns);
  play.do('ada', command, at);
  return play;
}

describe('the entries of the menu about the turn', () => {
  it('begin with the swap while a turn runs', () => {
    assert.deepEqual(entries(Play.pair(), 'grace', start), [
      'Swap roles · you drive',
      'Take over the keyboard',
      'Pause the turn',
      'Extend the turn',
      'Take a break',
      'Pass over me',
      'Restart the turn',
      'Set when the session ends',
    ]);
  });

  it('begin with what ends the state in each other state', () => {
    const expire = { type: 'expireTurn', turn: 2 } as const;
    assert.equal(first(pairAfter({ type: 'pauseTurn' }), 'ada', start), 'Resume the turn');
    assert.equal(first(pairAfter({ type: 'holdTurn' }), 'ada', start), 'Go on with the turn');
    assert.equal(first(pairAfter(expire, end), 'ada', end), 'Swap roles · Grace drives');
    const onBreak = pairAfter({ type: 'takeBreak', turn: 2 });
    assert.equal(first(onBreak, 'ada', start), 'Start the next turn · Grace drives');
    assert.equal(first(onBreak, 'grace', start), 'Start the next turn · you drive');
  });

  it('are those of a break on a break, without what needs a turn', () => {
    assert.deepEqual(entries(pairAfter({ type: 'takeBreak', turn: 2 }), 'ada', start), [
      'Start the next turn · Grace drives',
      'Extend the break',
      'Leave a line for the driver',
      'Pass over Grace',
      'Set when the session ends',
    ]);
  });

  it('offer the break first that is due in overtime, and the swap without it', () => {
    const turns = { ...asking, breaks: { afterTurns: 1, length: 5 * minute } };
    const due = pairAfter({ type: 'expireTurn', turn: 2 }, end, turns);
    assert.deepEqual(entries(due, 'ada', end).slice(0, 3), [
      'Take the break · 5 minutes',
      'Swap roles without it · Grace drives',
      'Hand over with a line',
    ]);
    const [, without] = turnEntries(due.now, 'ada', end, time).first;
    assert.deepEqual([without?.command, without?.argument], ['swapRoles', 'skipBreak']);
    assert.ok(!entries(due, 'ada', end).includes('Take a break'));
  });

  it('lead to where the driver was first, once the roles have swapped, and let that one leave a line', () => {
    const play = Play.pair();
    const place = { path: 'heads.py', line: 42, text: 'scores = q @ k.T' };
    play.do('ada', { type: 'handOff', turn: 2, place }, start);
    assert.equal(first(play, 'grace', start), 'Go to where the driver was');
    assert.ok(entries(play, 'ada', start).includes('Leave a line for the driver'));
    assert.ok(!entries(play, 'grace', start).includes('Leave a line for the driver'));
  });

  it('say that a swap leads to a break, and what is planned', () => {
    const play = pairAfter({ type: 'planBreak', planned: true });
    play.do('ada', { type: 'planEnd', at: start + 60 * minute }, start);
    const shown = entries(play, 'ada', start);
    assert.equal(shown[0], 'Swap roles · after a break');
    assert.ok(shown.includes('Take a break · one comes after this turn'));
    assert.ok(shown.includes('Set when the session ends · at +60'));
  });

  it('offer the wheel first of a driver who is gone', () => {
    const play = Play.pair();
    play.do('ada', { type: 'disconnect' }, start);
    play.do('grace', { type: 'pauseForAbsence', turn: 2 }, start + minute);
    assert.equal(first(play, 'grace', start + minute), 'Take over the keyboard');
  });

  it('offer someone alone nothing that needs a partner', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    assert.deepEqual(entries(play, 'ada', start), [
      'Pause the turn',
      'Extend the turn',
      'Take a break',
      'Restart the turn',
      'Set when the session ends',
    ]);
  });

  it('tell namesakes apart', () => {
    const play = Play.pair();
    play.do('other', { type: 'join', name: 'Grace' }, start);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    assert.ok(entries(play, 'ada', start).includes('Pass over Grace (2)'));
  });
});
