import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import {
  encodeInvite,
  type Invite,
  inviteLink,
  newSecret,
  parseInvite,
} from '../../src/protocol/invite.ts';
import { seed } from '../contract/seed.ts';
import { Random } from '../simulation/random.ts';
import { LastFrames } from './lastFrames.ts';
import { mutate } from './mutate.ts';

const pastes = 20_000;
const fingerprint = createHash('sha256').update('a certificate').digest('base64url');

describe('an invite that is not quite right', () => {
  const sent = new LastFrames();

  afterEach(function () {
    sent.printIfFailed(this);
  });

  it(`is read as what it says or is refused with a sentence, ${pastes} times over`, () => {
    const random = new Random(seed());
    const tally = { read: 0, refused: 0 };
    for (let paste = 0; paste < pastes; paste++) {
      const invite = anyInvite(random);
      const text = anyPaste(invite, random);
      sent.add(text);
      const parsed = parseInvite(text);
      if (parsed.ok) {
        checkInvite(parsed.value);
        tally.read++;
      } else {
        assert.match(parsed.error, /^[A-Z].*\.$/);
        assert.ok(!parsed.error.includes(invite.secret));
        tally.refused++;
      }
    }
    assert.ok(tally.read > pastes / 100, `${tally.read} were read`);
    assert.ok(tally.refused > pastes / 10, `${tally.refused} were refused`);
  }).timeout(30_000);

  it('is refused soon, however often it seems to begin and to be broken over lines', () => {
    const begins = 'interpair1_';
    const lines = ` ${'a'.repeat(2_400)}`.repeat(19);
    const hostile = [
      begins.repeat(9_000),
      begins.repeat(4_500) + lines,
      `${begins.repeat(400)} `.repeat(20),
      `${begins} `.repeat(8_000),
      ` \n${begins}`.repeat(8_000),
    ];
    // Each took many seconds once, in which a window stood still: 250 of them would not end in time.
    for (let round = 0; round < 50; round++) {
      for (const text of hostile) {
        assert.ok(!parseInvite(text).ok);
      }
    }
  }).timeout(120_000);
});

function anyInvite(random: Random): Invite {
  const isEncrypted = random.chance(0.5);
  const hosts = isEncrypted ? ['192.168.1.7', 'fe80::1', 'ada.local'] : ['127.0.0.1', 'localhost'];
  return {
    version: 1,
    sessionId: `session-${random.integer(0, 999)}`,
    hosts: hosts.slice(0, random.integer(1, hosts.length)),
    port: random.integer(1, 65_535),
    secret: newSecret(),
    ...(isEncrypted ? { fingerprint } : {}),
  };
}

/** As pasted: mutated as a text, or inside and with a checksum that fits, as by someone who means harm. */
function anyPaste(invite: Invite, random: Random): string {
  if (random.chance(0.5)) {
    const { sessionId, hosts, port, secret } = invite;
    const fields = [sessionId, hosts, port, secret, invite.fingerprint ?? null];
    const payload = Buffer.from(mutate(JSON.stringify(fields), random));
    const sum = createHash('sha256').update(payload).digest().subarray(0, 4);
    return `interpair1_${Buffer.concat([sum, payload]).toString('base64url')}`;
  }
  const word = random.chance(0.5) ? encodeInvite(invite) : inviteLink('vscode', invite);
  const broken = word.replace(/.{40}/g, (line) => `${line}\r\n`);
  const text = random.pick([word, `Join me: ${word} (soon)`, broken, `${word}${word}`]);
  return random.chance(0.1) ? text : mutate(text, random);
}

/** What an invite may say, written down a second time. */
function checkInvite(invite: Invite): void {
  const { version, sessionId, hosts, port, secret } = invite;
  const known = ['version', 'sessionId', 'hosts', 'port', 'secret', 'fingerprint'];
  assert.deepEqual(
    Object.keys(invite).filter((key) => !known.includes(key)),
    [],
  );
  assert.equal(version, 1);
  assert.ok(typeof sessionId === 'string' && sessionId.length >= 1 && sessionId.length <= 100);
  assert.ok(hosts.length >= 1 && hosts.length <= 8);
  for (const host of hosts) {
    assert.match(host, /^[A-Za-z0-9.:_-]{1,255}$/);
    const staysHere = host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
    assert.ok(staysHere || invite.fingerprint !== undefined, `${host} without encryption`);
  }
  assert.ok(Number.isInteger(port) && port >= 1 && port <= 65_535);
  assert.match(secret, /^[A-Za-z0-9_-]{22}$/);
  assert.match(invite.fingerprint ?? fingerprint, /^[A-Za-z0-9_-]{43}$/);
}
