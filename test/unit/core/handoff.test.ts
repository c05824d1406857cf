import assert from 'node:assert/strict';
import {
  handoffToDriver,
  mayHandOff,
  mayLeaveLine,
  placeLeftTo,
  tooLate,
} from '../../../src/core/handoff.ts';
import { minute } from '../../../src/core/time.ts';
import { asking, Play, start, swapping } from './play.ts';
import { three } from './turnPlay.ts';

const place = { path: 'heads.py', line: 42, text: 'scores = heads.max(-1)' };
const elsewhere = { path: 'probe.py', line: 7, text: 'probe.fit(train)' };
const text = 'was about to ablate L1H4';
const moved = { type: 'noteDriver', techniques: [], frameworks: [] } as const;

/** What the driver of the turn that is on was left, without when. */
function left({ now }: Play): unknown {
  const handoff = handoffToDriver(now);
  if (handoff === undefined) {
    return undefined;
  }
  const { at: _, ...rest } = handoff;
  return rest;
}

describe('a handoff', () => {
  it('ends the turn, and has the line and the place for whoever drives next', () => {
    const play = Play.pair();
    assert.equal(left(play), undefined);
    const outcome = play.do('ada', { type: 'handOff', turn: 2, text, place }, start + minute);
    assert.equal(outcome, 'handedOff + turnStarted');
    assert.equal(play.now.turn.driver, 'grace');
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', text, place });
  });

  it('may be a line alone, or a place alone', () => {
    const play = Play.pair();
    play.do('ada', { type: 'handOff', turn: 2, text }, start);
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', text });
    play.do('grace', { type: 'handOff', turn: 3, place }, start);
    assert.deepEqual(left(play), { turn: 3, by: 'grace', to: 'ada', place });
  });

  it('goes to whom the driver picked, also past the next in line', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    const toJoan = { type: 'handOff', turn: 2, to: 'joan', text } as const;
    assert.equal(play.do('ada', toJoan, start), 'handedOff + turnStarted');
    assert.equal(play.now.turn.driver, 'joan');
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'joan', text });
    assert.equal(play.do('ada', toJoan, start), '', 'is done already');
  });

  it('changes nothing when whoever was picked is gone, or nobody else is there', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    play.do('joan', { type: 'disconnect' }, start);
    const toJoan = { type: 'handOff', turn: 2, to: 'joan', text } as const;
    assert.equal(
      play.do('ada', toJoan, start),
      "Joan is offline and can't drive right now; wait until they are back, or let someone else drive.",
    );
    play.do('grace', { type: 'disconnect' }, start);
    const alone = play.do('ada', { type: 'handOff', turn: 2, text }, start);
    assert.match(alone, /^Nobody else is here to take the keyboard/);
    assert.deepEqual([play.now.turn.driver, play.now.handoffs], ['ada', []]);
  });

  it('is for the driver alone', () => {
    const play = Play.pair();
    const refused = play.do('grace', { type: 'handOff', turn: 2, text }, start);
    assert.equal(refused, 'Only Ada, who drives, can hand over; ask them to, or take over.');
    assert.equal(play.do('grace', { type: 'noteHandoff', turn: 2, text }, start), tooLate);
    assert.deepEqual(play.now.handoffs, []);
  });

  it('has the place where the driver was last seen when they leave none', () => {
    const play = Play.pair();
    play.do('ada', { ...moved, place }, start);
    play.do('grace', { type: 'swapRoles', turn: 2 }, start);
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', place });
    // Grace has been at no code yet: where Ada was is not where she is.
    play.do('ada', { type: 'swapRoles', turn: 3 }, start);
    assert.equal(left(play), undefined);
    play.do('ada', { type: 'handOff', turn: 4, place: elsewhere }, start);
    assert.deepEqual(left(play), { turn: 4, by: 'ada', to: 'grace', place: elsewhere });
  });

  it('adds a line that was typed while the roles swapped by themselves, and swaps no more', () => {
    const play = Play.pair(swapping);
    play.do('ada', { ...moved, place }, start);
    play.do('grace', { type: 'expireTurn', turn: 2 }, start + 15 * minute);
    play.do('grace', { type: 'swapAfterGrace', turn: 2 }, start + 16 * minute);
    assert.equal(play.now.turn.number, 3);
    const late = { type: 'handOff', turn: 2, text } as const;
    assert.equal(play.do('ada', late, start + 16 * minute), 'handedOff');
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', text, place });
    assert.equal(play.now.turn.number, 3);
    assert.equal(play.do('ada', late, start + 16 * minute), '', 'is there already');
    assert.equal(play.do('grace', late, start + 16 * minute), tooLate);
    const nothing = play.do('ada', { type: 'handOff', turn: 2, place: elsewhere }, start);
    assert.equal(nothing, '', 'a place without a line is where they look by now');
  });

  it('takes a line after the swap, and the newer word for the older', () => {
    const play = Play.pair();
    play.do('grace', { type: 'swapRoles', turn: 2 }, start);
    assert.equal(left(play), undefined);
    const first = { type: 'noteHandoff', turn: 2, text: 'ablate L1H4', place } as const;
    assert.equal(play.do('ada', first, start), 'handedOff');
    assert.equal(play.do('ada', { type: 'noteHandoff', turn: 2, text }, start), 'handedOff');
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', text, place });
    assert.equal(play.now.handoffs.length, 1);
  });

  it('is too late once the keyboard has gone on', () => {
    const play = Play.pair();
    play.do('grace', { type: 'swapRoles', turn: 2 }, start);
    play.do('grace', { type: 'swapRoles', turn: 3 }, start);
    for (const type of ['handOff', 'noteHandoff'] as const) {
      assert.equal(play.do('ada', { type, turn: 2, text }, start), tooLate);
    }
    assert.deepEqual(play.now.handoffs, []);
  });

  it('is there after a break, also with a line that was left on it', () => {
    const play = Play.pair({ ...asking, breaks: { afterTurns: 1, length: 5 * minute } });
    const at = start + 15 * minute;
    const outcome = play.do('ada', { type: 'handOff', turn: 2, place }, at);
    assert.equal(outcome, 'handedOff + breakStarted');
    assert.equal(left(play), undefined, 'nobody drives');
    const onBreak = play.do('ada', { type: 'handOff', turn: 2, text }, at + minute);
    assert.equal(onBreak, 'handedOff');
    assert.equal(play.now.turn.state, 'break');
    play.do('grace', { type: 'resumeTurn' }, at + 5 * minute);
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', text, place });
  });

  it('is left to whoever drives after the break, and to nobody if that is the same driver', () => {
    const alone = Play.pair();
    alone.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    alone.do('ada', { type: 'noteHandoff', turn: 2, text }, start + minute);
    alone.do('grace', { type: 'disconnect' }, start + minute);
    alone.do('ada', { type: 'resumeTurn' }, start + 6 * minute);
    assert.equal(alone.now.turn.driver, 'ada');
    assert.equal(left(alone), undefined);
  });

  it('stays with a driver whose turn begins anew', () => {
    const play = Play.pair();
    play.do('ada', { type: 'handOff', turn: 2, place }, start);
    play.do('grace', { type: 'restartTurn', turn: 3 }, start + minute);
    assert.equal(play.now.turn.number, 4);
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', place });
    const later = play.do('ada', { type: 'noteHandoff', turn: 2, text }, start + minute);
    assert.equal(later, 'handedOff');
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', text, place });
  });

  it('is offered to those alone who can do something with it', () => {
    const play = Play.pair();
    const can = (id: string) => [mayHandOff(play.now, id), mayLeaveLine(play.now, id)];
    const both = () => [...can('ada'), ...can('grace')];
    const leads = () => ['ada', 'grace'].map((id) => placeLeftTo(play.now, id));
    assert.deepEqual(both(), [true, false, false, false]);
    play.do('ada', { type: 'handOff', turn: 2, place }, start);
    assert.deepEqual(both(), [false, true, true, false], 'Grace drives');
    assert.deepEqual(leads(), [undefined, place]);
    play.do('grace', { type: 'takeBreak', turn: 3 }, start);
    assert.deepEqual(both(), [false, true, false, true], 'on a break');
    assert.deepEqual(leads(), [undefined, undefined]);
    play.do('grace', { type: 'resumeTurn' }, start);
    assert.deepEqual(both(), [true, false, false, true], 'Ada drives');
    play.do('grace', { type: 'disconnect' }, start);
    assert.deepEqual(can('ada'), [false, false], 'alone');
  });

  it('says where a driver was who left the session', () => {
    const play = Play.pair();
    play.do('ada', { ...moved, place }, start);
    play.do('ada', { type: 'leave' }, start + minute);
    assert.deepEqual(left(play), { turn: 2, by: 'ada', to: 'grace', place });
  });
});

describe('what a driver leaves', () => {
  it('is at least the place where they were last seen', () => {
    const play = Play.pair();
    play.do('ada', { ...moved, place }, start);
    play.do('grace', { type: 'swapRoles', turn: 2 }, start + minute);
    assert.deepEqual(handoffToDriver(play.now), {
      ...{ turn: 2, by: 'ada', to: 'grace', at: start + minute, place },
    });
    play.do('ada', { type: 'noteHandoff', turn: 2, place: elsewhere }, start + minute);
    assert.deepEqual(handoffToDriver(play.now)?.place, elsewhere);
  });

  it('waits through a break for whoever drives after it', () => {
    const play = three();
    play.do('ada', { type: 'planBreak', planned: true }, start);
    const outcome = play.do('ada', { type: 'handOff', turn: 2, text }, start);
    assert.equal(outcome, 'handedOff + breakStarted');
    play.do('grace', { type: 'disconnect' }, start);
    play.do('ada', { type: 'resumeTurn' }, start + 5 * minute);
    assert.equal(handoffToDriver(play.now)?.to, 'joan');
    assert.equal(handoffToDriver(play.now)?.text, text);
  });

  it('waits for the next driver when their own turn begins anew', () => {
    for (const again of ['restartTurn', 'skipNext'] as const) {
      const play = Play.pair();
      play.do('ada', { type: 'noteHandoff', turn: 2, text }, start);
      play.do('grace', { type: again, turn: 2 }, start);
      assert.equal(handoffToDriver(play.now), undefined);
      play.do('ada', { type: 'swapRoles', turn: 3 }, start);
      assert.equal(handoffToDriver(play.now)?.text, text);
      assert.equal(play.now.handoffs.length, 1);
    }
  });

  it('is still left by a driver whose own turn began anew meanwhile', () => {
    const play = Play.pair();
    play.do('grace', { type: 'skipNext', turn: 2 }, start);
    assert.equal(play.do('ada', { type: 'handOff', turn: 2, text }, start), 'handedOff');
    play.do('ada', { type: 'swapRoles', turn: 3 }, start);
    assert.equal(handoffToDriver(play.now)?.text, text);
  });

  it('stands beside what the next driver has left by then', () => {
    const play = Play.pair();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    play.do('grace', { type: 'noteHandoff', turn: 3, text: 'Layer 6 is next.' }, start);
    play.do('ada', { type: 'noteHandoff', turn: 2, text }, start);
    assert.equal(handoffToDriver(play.now)?.text, text);
    play.do('grace', { type: 'swapRoles', turn: 3 }, start);
    assert.equal(handoffToDriver(play.now)?.text, 'Layer 6 is next.');
    assert.deepEqual(
      play.now.handoffs.map(({ turn, by, to }) => [turn, by, to]),
      [
        [2, 'ada', 'grace'],
        [3, 'grace', 'ada'],
      ],
    );
  });

  it('is one thing though it came in two goes, and nothing where nothing was said', () => {
    const play = Play.pair();
    assert.equal(play.do('ada', { type: 'noteHandoff', turn: 2, text: ' ' }, start), '');
    play.do('ada', { type: 'noteHandoff', turn: 2, text }, start);
    assert.equal(play.do('ada', { type: 'noteHandoff', turn: 2, text }, start), '');
    assert.equal(
      play.do('ada', { type: 'handOff', turn: 2, place }, start),
      'handedOff + turnStarted',
    );
    assert.deepEqual(play.now.handoffs, [
      { turn: 2, by: 'ada', to: 'grace', at: start, text, place },
    ]);
    const silent = Play.pair();
    assert.equal(silent.do('ada', { type: 'handOff', turn: 2, text: '' }, start), 'turnStarted');
    assert.deepEqual(silent.now.handoffs, []);
  });
});
