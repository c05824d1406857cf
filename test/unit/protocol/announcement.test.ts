import assert from 'node:assert/strict';
import {
  type Announcement,
  encodeAnnouncement,
  longestAnnouncement,
  parseAnnouncement,
} from '../../../src/protocol/announcement.ts';
import { encodeInvite, newSecret } from '../../../src/protocol/invite.ts';

const now = Date.parse('2026-11-27T14:00:00Z');
const announcement: Announcement = {
  invite: {
    version: 1,
    sessionId: 'heads',
    hosts: ['127.0.0.1'],
    port: 40_123,
    secret: newSecret(),
  },
  startedBy: { id: 'ada', name: 'Ada' },
  expires: now + 1,
};

function errorOf(content: unknown): string {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  const parsed = parseAnnouncement(text, now);
  assert.ok(!parsed.ok, `understood: ${text}`);
  return parsed.error;
}

describe('the announcement of a session', () => {
  const text = encodeAnnouncement(announcement);
  const written: Record<string, unknown> = JSON.parse(text);

  it('is read as it was written', () => {
    assert.deepEqual(parseAnnouncement(text, now), { ok: true, value: announcement });
  });

  it('is followed until it expires, and no longer', () => {
    assert.match(errorOf({ ...written, expires: new Date(now).toISOString() }), /is over/);
  });

  it('says that it is from a newer Interpair, whatever else is in it', () => {
    assert.match(errorOf({ format: 2, way: 'another' }), /newer Interpair/);
  });

  const damaged: Readonly<Record<string, unknown>> = {
    'cut off': text.slice(0, -10),
    empty: '',
    'no JSON': 'interpair',
    'too long': `${' '.repeat(longestAnnouncement)}${text}`,
  };
  for (const [how, content] of Object.entries(damaged)) {
    it(`is refused where it is ${how}`, () => assert.match(errorOf(content), /is damaged/));
  }

  const forged: Readonly<Record<string, unknown>> = {
    'without an invite': { ...written, invite: undefined },
    'without a person': { ...written, startedBy: undefined },
    'of somebody without a name': { ...written, startedBy: { id: 'ada', name: ' ' } },
    'that never expires': { ...written, expires: 'never' },
    'of an older format': { ...written, format: 0 },
    'of nothing': null,
    'of several': [written],
  };
  for (const [how, content] of Object.entries(forged)) {
    it(`is refused ${how}`, () => assert.match(errorOf(content), /announces no session/));
  }

  it('is refused with an invite that leads beyond this machine without encryption', () => {
    const open = { ...announcement.invite, hosts: ['192.168.1.5'] };
    assert.match(errorOf({ ...written, invite: encodeInvite(open) }), /no certificate/);
  });

  it('does not repeat what was written there', () => {
    assert.doesNotMatch(errorOf({ ...written, startedBy: 'Mallory' }), /Mallory/);
  });
});
