import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { nextDriver, participant, roleOf } from '../../../src/core/rotation.ts';
import { minute } from '../../../src/core/time.ts';
import { Play, start } from './play.ts';

describe('someone who is removed', () => {
  const remove = { type: 'removeParticipant', participant: 'grace' } as const;

  it('is no longer there, in no role, and not in line for the keyboard', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    assert.equal(play.do('ada', remove, start), 'participantRemoved');
    assert.equal(play.do('ada', remove, start), '');
    const grace = participant(play.now, 'grace');
    assert.deepEqual(grace, { id: 'grace', name: 'Grace', present: false, removed: true });
    assert.equal(roleOf(play.now, 'grace'), undefined);
    assert.equal(nextDriver(play.now)?.id, 'joan');
    const give = { type: 'swapRoles', turn: 2, to: 'grace' } as const;
    assert.match(play.do('ada', give, start), /Grace was removed from the session/);
  });

  it('loses the keyboard to the next in line, or else to whoever removes them', () => {
    const play = Play.pair();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    assert.equal(play.do('ada', remove, start + minute), 'turnStarted + participantRemoved');
    const { turn } = play.now;
    assert.ok(turn.state === 'running');
    assert.equal(turn.driver, 'ada');
    assert.equal(turn.deadline, start + 16 * minute);
    const alone = Play.pair();
    alone.do('ada', { type: 'swapRoles', turn: 2 }, start);
    alone.do('ada', { type: 'disconnect' }, start);
    assert.equal(alone.do('ada', remove, start), 'turnStarted + participantRemoved');
    assert.equal(alone.now.turn.driver, 'ada');
  });

  it('can do nothing in the session but come back, when they are let in', () => {
    const play = Play.pair();
    play.do('ada', remove, start);
    const commands: readonly SessionCommand[] = [
      { type: 'leave' },
      { type: 'swapRoles', turn: 2, to: 'grace' },
      { type: 'askQuestion', id: 'q', text: 'Why?' },
      { type: 'endSession' },
    ];
    for (const command of commands) {
      assert.equal(
        play.do('grace', command, start),
        'You were removed from this session; join it again to go on.',
      );
    }
    assert.equal(play.do('grace', { type: 'disconnect' }, start), '');
    assert.equal(
      play.do('grace', { type: 'join', name: 'Grace H.' }, start),
      'participantReturned',
    );
    assert.deepEqual(participant(play.now, 'grace'), {
      id: 'grace',
      name: 'Grace H.',
      present: true,
    });
  });

  it('is somebody else than the person who started the session, and in it', () => {
    const play = Play.pair();
    const removing = (id: string) =>
      play.do('ada', { type: 'removeParticipant', participant: id }, start);
    assert.match(removing('ada'), /You started this session .*; end it instead/);
    assert.match(removing('eve'), /not in this session/);
  });
});
