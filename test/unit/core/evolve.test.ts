import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import type { SessionEvent } from '../../../src/core/event.ts';
import { evolve, replay } from '../../../src/core/evolve.ts';
import { roleOf } from '../../../src/core/rotation.ts';
import { hour } from '../../../src/core/time.ts';
import { Play, start } from './play.ts';

const started: SessionEvent = {
  type: 'sessionStarted',
  sessionId: 'again',
  hypothesis: 'other',
  turns: { length: 1, onExpiry: 'ask', grace: 0 },
};

describe('evolve', () => {
  it('knows no session before it has started', () => {
    const entry = {
      revision: 1,
      at: start,
      actor: 'ada',
      event: { type: 'participantLeft' },
    } as const;
    assert.equal(evolve(undefined, entry), undefined);
    assert.equal(replay([]), undefined);
  });

  it('comes to the same session from the same entries', () => {
    const play = Play.pair();
    play.do('ada', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
    play.do('grace', { type: 'swapRoles', turn: 2 }, start);
    assert.deepEqual(replay(play.entries), play.session);
  });

  it('lets nothing happen in a session that has ended', () => {
    const play = Play.pair();
    play.do('ada', { type: 'endSession' }, start + 1);
    const ended = play.session;
    play.record('grace', { type: 'participantLeft' }, start + 2);
    play.record('grace', started, start + 2);
    assert.equal(play.session, ended);
  });

  const senseless: Record<string, readonly SessionEvent[]> = {
    'a second start': [started],
    'a question that is there already': [{ type: 'questionAsked', id: 'q', text: 'Other?' }],
    'a removal of the person who started the session': [
      { type: 'participantRemoved', participant: 'ada' },
    ],
    'a removal of someone who never joined': [{ type: 'participantRemoved', participant: 'eve' }],
    'an outcome of a question that was never asked': [
      { type: 'questionResolved', id: 'never', outcome: 'answered' },
    ],
  };
  for (const [what, events] of Object.entries(senseless)) {
    it(`leaves the session as it is at ${what}`, () => {
      const play = Play.pair();
      play.do('ada', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
      const before = play.session;
      for (const event of events) {
        play.record('ada', event, start);
      }
      assert.deepEqual(play.session, before);
    });
  }

  it('lets only the person who started the session remove someone', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    const before = play.session;
    for (const actor of ['grace', 'joan', 'eve']) {
      play.record(actor, { type: 'participantRemoved', participant: 'joan' }, start);
      assert.equal(play.session, before);
    }
    play.record('ada', { type: 'participantRemoved', participant: 'joan' }, start);
    assert.equal(play.now.participants[2]?.removed, true);
  });

  it('has a driver even where one was removed without passing the keyboard on', () => {
    const play = Play.pair();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    play.record('ada', { type: 'participantRemoved', participant: 'grace' }, start);
    assert.equal(roleOf(play.now, 'grace'), 'driver');
    assert.equal(play.do('ada', { type: 'swapRoles', turn: 3 }, start), 'turnStarted');
    assert.equal(roleOf(play.now, 'ada'), 'driver');
  });

  it('takes a line for the next driver from nobody whose turn it was not', () => {
    const play = Play.pair();
    const leave = (turn: number) =>
      ({ type: 'handedOff', turn, text: 'Layer 6 is next.' }) as const;
    const nothing = play.session;
    play.record('grace', leave(2), start);
    play.record('ada', leave(3), start);
    assert.equal(play.session, nothing);
    play.record('ada', leave(2), start);
    const left = play.session;
    play.record('grace', { ...leave(2), text: 'Or not.' }, start);
    assert.equal(play.session, left);
  });

  const pause: SessionEvent = { type: 'turnPaused', remaining: 1 };
  const hold: SessionEvent = { type: 'turnHeld', remaining: 1, run: 'other' };
  const resume: SessionEvent = { type: 'turnResumed', deadline: start + 1 };
  const expire: SessionEvent = { type: 'turnExpired' };
  const rest: SessionEvent = { type: 'breakStarted', until: start + 1 };
  const stays: Record<string, readonly [SessionCommand, readonly SessionEvent[]]> = {
    running: [{ type: 'resumeTurn' }, [resume]],
    paused: [{ type: 'pauseTurn' }, [hold, expire]],
    held: [{ type: 'holdTurn', run: 'r' }, [hold, expire]],
    expired: [{ type: 'expireTurn', turn: 2 }, [pause, hold, resume]],
    break: [{ type: 'takeBreak', turn: 2 }, [pause, hold, resume, expire, rest]],
  };
  for (const [state, [command, events]] of Object.entries(stays)) {
    for (const event of events) {
      it(`leaves a turn as it is that is in the state ${state} at ${event.type}`, () => {
        const play = Play.pair();
        play.do('ada', command, start + hour);
        const { turn } = play.now;
        assert.equal(turn.state, state);
        play.record('grace', event, start + hour);
        assert.deepEqual(play.now.turn, turn);
      });
    }
  }
});
