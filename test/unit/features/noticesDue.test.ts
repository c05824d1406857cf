import assert from 'node:assert/strict';
import type { ParticipantId } from '../../../src/core/participant.ts';
import { type EpochMs, minute, second } from '../../../src/core/time.ts';
import {
  nextNoticeAt,
  noticesDue,
  type TurnNotice,
} from '../../../src/features/turn/noticesDue.ts';
import { asking, Play, start, startSession, swapping } from '../core/play.ts';

const end = start + 15 * minute;
const time = (at: EpochMs) => `+${(at - start) / minute}`;

function due(play: Play, me: ParticipantId, at: EpochMs): readonly TurnNotice[] {
  return noticesDue(play.now, me, at, time);
}

function texts(play: Play, me: ParticipantId, at: EpochMs): readonly string[] {
  return due(play, me, at).map(({ text }) => text);
}

/** Presses a button of the one notice that `me` has at `at`; what came of it. */
function press(play: Play, me: ParticipantId, at: EpochMs, label: string): string {
  const [notice, ...more] = due(play, me, at);
  assert.deepEqual(more, []);
  const action = notice?.actions.find((other) => other.label === label);
  assert.ok(typeof action?.does === 'function', label);
  return play.do(me, action.does(at), at);
}

function labels(play: Play, me: ParticipantId, at: EpochMs): readonly string[] {
  return due(play, me, at).flatMap(({ actions }) => actions.map(({ label }) => label));
}

/** A pair whose first turn is over at `at`. */
function over(turns = asking, at = end): Play {
  const play = Play.pair(turns);
  play.do('ada', { type: 'expireTurn', turn: 2 }, at);
  return play;
}

const everyTurn = { ...asking, breaks: { afterTurns: 1, length: 5 * minute } };

describe('the notice at the end of a turn', () => {
  it('tells the driver who is next, and the navigator that it is them', () => {
    const play = over();
    assert.deepEqual(texts(play, 'ada', end), ['Your turn is over. Grace drives next.']);
    assert.deepEqual(texts(play, 'grace', end), ["Ada's turn is over. You drive next."]);
    assert.deepEqual(labels(play, 'grace', end), ['Swap now', '5 more minutes']);
  });

  it('lets the driver alone hand over with a line', () => {
    const play = over();
    assert.deepEqual(labels(play, 'ada', end), ['Swap now', 'Hand over…', '5 more minutes']);
    const [notice] = due(play, 'ada', end);
    const does = notice?.actions.find(({ label }) => label === 'Hand over…')?.does;
    assert.equal(does, 'handOff');
  });

  it('writes the name of whoever is next as they do', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    play.do('bell', { type: 'join', name: 'bell hooks' }, start);
    play.do('ada', { type: 'expireTurn', turn: 2 }, end);
    assert.deepEqual(texts(play, 'ada', end), ['Your turn is over. bell hooks drives next.']);
  });

  it('says when the roles swap by themselves', () => {
    assert.deepEqual(texts(over(swapping), 'ada', end + second), [
      'Your turn is over. Roles swap in 19 seconds; finish your sentence.',
    ]);
  });

  it('comes again where the pair is waited for, and not where the roles swap by themselves', () => {
    const repeats = (play: Play) => due(play, 'ada', end).map(({ repeatsFrom }) => repeatsFrom);
    assert.deepEqual(repeats(over()), [end]);
    assert.deepEqual(repeats(over(swapping)), [undefined]);
  });

  it('says how long ago it was after a sleep, and swaps nothing by itself', () => {
    const later = end + 42 * minute;
    assert.deepEqual(texts(over(swapping, later), 'ada', later), [
      'Your turn ended 42 minutes ago. Grace drives next.',
    ]);
  });

  it('offers the break that is due, and to swap without it', () => {
    const play = over(everyTurn);
    assert.deepEqual(texts(play, 'ada', end), [
      'Your turn is over. A break of 5 minutes comes next; then Grace drives.',
    ]);
    assert.deepEqual(labels(play, 'ada', end), ['Take the break', 'Swap now', '5 more minutes']);
    assert.equal(press(play, 'ada', end, 'Take the break'), 'breakStarted');
    const other = over(everyTurn);
    assert.equal(press(other, 'grace', end, 'Swap now'), 'turnStarted');
    assert.equal(other.now.turn.state, 'running');
  });

  it('says when the break begins by itself', () => {
    const play = over({ ...everyTurn, onExpiry: 'auto' });
    assert.deepEqual(texts(play, 'grace', end), [
      "Ada's turn is over. A break of 5 minutes begins in 20 seconds; finish your sentence.",
    ]);
  });

  it('offers someone alone a new turn, and the break only where one is due', () => {
    for (const [turns, offered] of [
      [asking, ['Start a new turn', '5 more minutes']],
      [everyTurn, ['Start a new turn', 'Take the break', '5 more minutes']],
    ] as const) {
      const play = new Play();
      play.do('ada', startSession(turns), start);
      play.do('ada', { type: 'expireTurn', turn: 1 }, end);
      assert.match(
        texts(play, 'ada', end)[0] ?? '',
        /^Your turn is over\.( A break of 5 minutes comes next\.)?$/,
      );
      assert.deepEqual(labels(play, 'ada', end), offered);
      assert.equal(press(play, 'ada', end, 'Start a new turn'), 'turnStarted');
    }
  });

  it('is another one for an extended turn, whose buttons the old one has no more', () => {
    const play = over();
    const [old] = due(play, 'ada', end);
    assert.equal(press(play, 'grace', end, '5 more minutes'), 'turnExtended');
    assert.deepEqual(due(play, 'ada', end), []);
    play.do('ada', { type: 'expireTurn', turn: 2 }, end + 5 * minute);
    const [fresh] = due(play, 'ada', end + 5 * minute);
    assert.notEqual(fresh?.subject, old?.subject);
    assert.notEqual(fresh?.name, old?.name);
  });

  it('is told anew when a swap by itself is called off, and the old one still swaps', () => {
    const play = over(swapping);
    const [old] = due(play, 'ada', end);
    const late = end + 42 * minute;
    play.do('ada', { type: 'swapAfterGrace', turn: 2 }, late);
    const [fresh] = due(play, 'ada', late);
    assert.notEqual(fresh?.name, old?.name);
    assert.equal(fresh?.subject, old?.subject);
  });
});

describe('the notices of a break', () => {
  const onBreak = (turns = asking) => {
    const play = Play.pair(turns);
    play.do('ada', { type: 'takeBreak', turn: 2 }, end);
    return play;
  };
  const until = end + 5 * minute;

  it('tell when it begins until when it goes and who drives after it', () => {
    const play = onBreak();
    assert.deepEqual(texts(play, 'ada', end), ['Break until +20; Grace drives after it.']);
    assert.deepEqual(texts(play, 'grace', end), ['Break until +20; you drive after it.']);
    assert.equal(press(play, 'ada', end, 'Start the next turn'), 'turnStarted');
    assert.equal(play.now.turn.driver, 'grace');
  });

  it('tell that it is over, at its end', () => {
    const play = onBreak();
    assert.equal(nextNoticeAt(play.now, end), until);
    assert.deepEqual(texts(play, 'grace', until), ['The break is over; you drive next.']);
    assert.deepEqual(texts(play, 'ada', until + 42 * minute), [
      'The break ended 42 minutes ago; Grace drives next.',
    ]);
    assert.equal(press(play, 'grace', until, 'Start the turn'), 'turnStarted');
  });

  it('tell again that it is over, in the words of the first time, and not that it has begun', () => {
    for (const turns of [asking, swapping]) {
      const play = onBreak(turns);
      assert.equal(due(play, 'ada', end)[0]?.repeatsFrom, undefined);
      const [told] = due(play, 'ada', until + 42 * minute);
      const [first] = due(play, 'ada', told?.repeatsFrom ?? end);
      assert.equal(first?.name, told?.name);
      assert.match(first?.text ?? '', /^The break (is over|ended 1 minute ago); Grace drives next/);
    }
  });

  it('tell it again after an extension, but not that it has begun', () => {
    const play = onBreak();
    const [begun] = due(play, 'ada', end);
    const [first] = due(play, 'ada', until);
    assert.equal(press(play, 'ada', until, '5 more minutes'), 'turnExtended');
    assert.deepEqual(
      due(play, 'ada', until).map(({ name }) => name),
      [begun?.name],
    );
    const [second] = due(play, 'ada', until + 5 * minute);
    assert.notEqual(second?.name, first?.name);
  });

  it('leave it to the role notice where the next turn begins by itself, unless it failed to', () => {
    const play = onBreak(swapping);
    assert.deepEqual(due(play, 'grace', until), []);
    const late = nextNoticeAt(play.now, until) ?? 0;
    assert.ok(late > until + minute);
    assert.match(
      texts(play, 'grace', late)[0] ?? '',
      /^The break (is over|ended .* ago); you drive next\.$/,
    );
  });

  it('name nobody to someone alone', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    play.do('ada', { type: 'takeBreak', turn: 1 }, start);
    assert.deepEqual(texts(play, 'ada', start), ['Break until +5.']);
    assert.deepEqual(texts(play, 'ada', start + 5 * minute), ['The break is over.']);
  });
});

describe('the notice that the driver is gone', () => {
  const gone = () => {
    const play = Play.pair();
    play.do('ada', { type: 'disconnect' }, start + minute);
    play.do('grace', { type: 'pauseForAbsence', turn: 2 }, start + 1.5 * minute);
    return play;
  };

  it('offers the wheel to those who are here', () => {
    const play = gone();
    const at = start + 1.5 * minute;
    assert.deepEqual(texts(play, 'grace', at), [
      'Ada has been offline for half a minute; the turn is paused.',
    ]);
    assert.deepEqual(texts(play, 'ada', at), []);
    assert.deepEqual(labels(play, 'grace', at), ['Take over', 'Wait']);
    assert.equal(press(play, 'grace', at, 'Take over'), 'turnStarted');
    assert.equal(play.now.turn.driver, 'grace');
  });

  it('is past when she is back', () => {
    const play = gone();
    play.do('ada', { type: 'join', name: 'Ada' }, start + 2 * minute);
    assert.equal(play.now.turn.state, 'running');
    assert.deepEqual(due(play, 'grace', start + 2 * minute), []);
  });

  it('does not come for a turn that someone paused', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start);
    play.do('ada', { type: 'disconnect' }, start);
    assert.deepEqual(due(play, 'grace', start + 9 * minute), []);
  });
});

describe('the notice that the session was to end', () => {
  /** The session is to end with its first turn. */
  const ending = () => {
    const play = Play.pair(everyTurn);
    play.do('ada', { type: 'planEnd', at: end - minute }, start);
    return play;
  };

  it('comes at that time, in the place of that of the turn', () => {
    const play = ending();
    assert.equal(nextNoticeAt(play.now, start), end - minute);
    assert.deepEqual(texts(play, 'ada', end - minute - 1), []);
    play.do('ada', { type: 'expireTurn', turn: 2 }, end - minute);
    for (const me of ['ada', 'grace']) {
      assert.deepEqual(texts(play, me, end - minute), ['The session was to end at +14.']);
    }
    assert.deepEqual(labels(play, 'ada', end), ['Look back and end', '15 more minutes']);
  });

  it('moves the end, once for two who press together, and then the turn is told to be over', () => {
    const play = ending();
    play.do('ada', { type: 'expireTurn', turn: 2 }, end - minute);
    const at = end - minute + 20 * second;
    const [notice] = due(play, 'ada', at);
    const does = notice?.actions.find(({ label }) => label === '15 more minutes')?.does;
    assert.ok(typeof does === 'function');
    assert.equal(play.do('ada', does(at), at), 'endPlanned');
    assert.equal(play.do('grace', does(at + 300), at + 300), '');
    assert.match(texts(play, 'grace', at)[0] ?? '', /^Ada's turn is over\./);
  });

  it('does not hide the end of a later turn from a pair that goes on', () => {
    const play = ending();
    play.do('ada', { type: 'expireTurn', turn: 2 }, end - minute);
    play.do('ada', { type: 'swapRoles', turn: 2, skipBreak: true }, end);
    play.do('ada', { type: 'expireTurn', turn: 3 }, end + 15 * minute);
    assert.deepEqual(
      texts(play, 'ada', end + 15 * minute).map((text) => text.slice(0, 22)),
      ['The session was to end', "Grace's turn is over. "],
    );
  });

  it('is past once the session has ended', () => {
    const play = ending();
    play.do('ada', { type: 'endSession' }, end);
    assert.deepEqual(due(play, 'ada', end), []);
  });
});
