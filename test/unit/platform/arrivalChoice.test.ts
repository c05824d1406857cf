import assert from 'node:assert/strict';
import {
  type ArrivalChoice,
  arrivalChoice,
  type CurrentSession,
  type Surroundings,
} from '../../../src/platform/sharing/guest/arrivalChoice.ts';
import type { Announcement } from '../../../src/protocol/announcement.ts';
import type { Invite } from '../../../src/protocol/invite.ts';

const { fingerprint, ...plain } = {
  version: 1,
  sessionId: 'heads',
  hosts: ['127.0.0.1'],
  port: 40_123,
  secret: 'A'.repeat(22),
  fingerprint: 'F'.repeat(43),
} as const;

function choose(invite: Partial<Invite>, here: Partial<Surroundings>): ArrivalChoice {
  const announcement: Announcement = {
    invite: { ...plain, fingerprint, ...invite },
    startedBy: { id: 'ada', name: 'Ada' },
    expires: 0,
  };
  const alone = { sharing: undefined, me: 'grace', over: [], current: undefined };
  return arrivalChoice(announcement, { ...alone, ...here });
}

function assertPassed(choice: ArrivalChoice, because: RegExp): void {
  assert.ok(choice.act === 'pass', choice.act);
  assert.match(choice.because, because);
}

const inLiveShare = { sharing: 'liveShare' } as const;
const found: CurrentSession = {
  sessionId: 'heads',
  secret: plain.secret,
  isFound: true,
  isLost: true,
};

describe('what comes of the announcement of a session', () => {
  it('is joined where Live Share brought it', () => {
    assert.deepEqual(choose({}, inLiveShare), { act: 'join' });
  });

  it("is offered in a folder of one's own, and in one that something else shares", () => {
    assert.deepEqual(choose({}, {}), { act: 'offer' });
    assert.deepEqual(choose({}, { sharing: 'openCollaboration' }), { act: 'offer' });
  });

  it('leads beyond this computer only where the person says so, and code comes from there', () => {
    const beyond = { hosts: ['127.0.0.1', '192.168.1.5'] };
    assertPassed(choose(beyond, {}), /beyond this computer/);
    assertPassed(choose(beyond, inLiveShare), /beyond this computer/);
    assert.deepEqual(choose(beyond, { sharing: 'openCollaboration' }), { act: 'offer' });
    assertPassed(choose({ hosts: ['localhost.evil.example'] }, inLiveShare), /beyond/);
  });

  it('is passed where anybody could answer in the place of the session', () => {
    const announcement = {
      invite: { ...plain },
      startedBy: { id: 'ada', name: 'Ada' },
      expires: 0,
    };
    const here = { sharing: 'liveShare', me: 'grace', over: [], current: undefined } as const;
    assertPassed(arrivalChoice(announcement, here), /no certificate/);
  });

  it("is passed if it is one's own, or over for this person", () => {
    for (const sharing of [undefined, 'liveShare', 'openCollaboration'] as const) {
      assertPassed(choose({}, { sharing, me: 'ada' }), /your own/);
      assertPassed(choose({}, { sharing, over: ['other', 'heads'] }), /left it/);
    }
  });

  it('is passed in a session that is connected, or that did not come with the code', () => {
    assertPassed(choose({}, { ...inLiveShare, current: { ...found, isLost: false } }), /already/);
    assertPassed(choose({}, { ...inLiveShare, current: { ...found, isFound: false } }), /already/);
    assertPassed(choose({}, { current: found }), /already/);
  });

  it('is waited for where the connection is lost and the way is the same', () => {
    assert.deepEqual(choose({}, { ...inLiveShare, current: found }), { act: 'wait' });
  });

  it('leads back where the connection is lost and there is a new way', () => {
    const secret = 'B'.repeat(22);
    assert.deepEqual(choose({ secret }, { ...inLiveShare, current: found }), { act: 'join' });
  });

  it('leads out of a lost session whose place another one has taken', () => {
    const choice = choose({ sessionId: 'probes' }, { ...inLiveShare, current: found });
    assert.deepEqual(choice, { act: 'moveOn' });
  });
});
