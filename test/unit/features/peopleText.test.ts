import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { evolve } from '../../../src/core/evolve.ts';
import type { ParticipantId } from '../../../src/core/participant.ts';
import { minute, second } from '../../../src/core/time.ts';
import { peopleText } from '../../../src/features/session/peopleText.ts';
import { Play, start } from '../core/play.ts';

const time = (at: number) => `+${(at - start) / minute}`;

/** What someone is told of the last thing that happened. */
function told(play: Play, me: ParticipantId): string | undefined {
  const entries = [...play.entries];
  const entry = entries.pop();
  assert.ok(entry !== undefined);
  const before = entries.reduce(evolve, undefined);
  return peopleText({ entry, before, session: play.now }, me, time);
}

describe('the notice of what others did', () => {
  it('tells that someone has come, left or was removed, and nothing to whoever did it', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    assert.equal(told(play, 'ada'), 'Joan has joined the session.');
    assert.equal(told(play, 'joan'), undefined);
    play.do('joan', { type: 'leave' }, start);
    assert.equal(told(play, 'ada'), 'Joan has left the session.');
    play.do('ada', { type: 'removeParticipant', participant: 'joan' }, start);
    assert.equal(told(play, 'grace'), 'Ada has removed Joan from the session.');
  });

  it('tells that a driver is back only where the others were told that they had gone', () => {
    const play = Play.pair();
    const back: SessionCommand = { type: 'join', name: 'Ada' };
    play.do('ada', { type: 'disconnect' }, start);
    play.do('ada', back, start + second);
    assert.equal(told(play, 'grace'), undefined);
    play.do('ada', { type: 'disconnect' }, start + minute);
    play.do('grace', { type: 'pauseForAbsence', turn: 2 }, start + 2 * minute);
    play.record('ada', { type: 'participantReturned', name: 'Ada' }, start + 3 * minute);
    assert.equal(told(play, 'grace'), 'Ada is back; the turn goes on.');
  });

  it('tells whoever was next, and nobody else, that they were passed over', () => {
    const play = Play.pair();
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    play.do('ada', { type: 'skipNext', turn: 2 }, start);
    assert.equal(told(play, 'grace'), 'Ada has passed you over; Joan drives.');
    assert.equal(told(play, 'joan'), undefined);
  });

  it('tells until when the session goes, in the words of the clock here', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planEnd', at: start + 90 * minute }, start);
    assert.equal(told(play, 'grace'), 'Ada has set the session to end at +90.');
    play.do('ada', { type: 'planEnd' }, start);
    assert.equal(told(play, 'grace'), 'Ada has left the end of the session open.');
  });
});
