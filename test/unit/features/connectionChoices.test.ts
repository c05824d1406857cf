import assert from 'node:assert/strict';
import {
  connectionChoices,
  connectionPrompt,
  hypothesisPrompt,
  type SharingHere,
} from '../../../src/features/session/connectionChoices.ts';
import { parseBindAddress } from '../../../src/log/bindAddress.ts';

/** One's own folder, with nothing that shares code. */
const alone: SharingHere = {
  guestOf: undefined,
  liveShare: 'missing',
  beside: undefined,
  hasFolder: true,
};
const oct = 'Open Collaboration Tools';

function choices(here: Partial<SharingHere>, address = '127.0.0.1') {
  return connectionChoices({ ...alone, ...here }, parseBindAddress(address));
}

function labels(here: Partial<SharingHere>): readonly string[] {
  return choices(here).map(({ label }) => label);
}

function invite(here: Partial<SharingHere>, address?: string) {
  const found = choices(here, address).find(({ connection }) => connection === 'invite');
  return found && `${found.description}: ${found.detail}`;
}

describe('the ways for a partner to join', () => {
  it('are an invite or this screen where nothing shares code', () => {
    assert.deepEqual(labels({}), ['With an invite', 'At this screen']);
  });

  it('begin with Live Share where it is installed and there is a folder to share', () => {
    assert.deepEqual(labels({ liveShare: 'idle' }), [
      'With Live Share',
      'With an invite',
      'At this screen',
    ]);
  });

  it('end with Live Share where there is no folder to share', () => {
    const here = { liveShare: 'idle', hasFolder: false } as const;
    assert.deepEqual(labels(here), ['With an invite', 'At this screen', 'With Live Share']);
  });

  it('begin with Live Share where it is on, whatever it shares', () => {
    const [first] = choices({ liveShare: 'on', hasFolder: false });
    assert.equal(first?.label, 'With Live Share');
  });

  it('say whether Live Share is on, and what its guests have to do', () => {
    const detail = 'Guests who have Interpair are in without doing anything.';
    for (const [liveShare, description] of [
      ['idle', 'starts sharing'],
      ['on', 'sharing now'],
    ] as const) {
      const [first] = choices({ liveShare });
      assert.deepEqual([first?.description, first?.detail], [description, detail]);
    }
  });

  it("leave out Live Share among a partner's code, which only they can share", () => {
    const here = { guestOf: 'Live Share', liveShare: 'idle' } as const;
    assert.deepEqual(labels(here), ['With an invite', 'At this screen']);
  });

  it('say how far an invite reaches', () => {
    assert.match(invite({}) ?? '', /^on this machine: .* over Remote-SSH or in a second window\.$/);
    assert.equal(
      invite({}, '192.168.1.5'),
      'over the network, encrypted: Your partner reaches this machine at 192.168.1.5.',
    );
    assert.match(invite({}, '0.0.0.0') ?? '', /at any address that it has\.$/);
    assert.match(invite({}, 'nonsense') ?? '', /^not now: "nonsense" is no address/);
  });

  it('say that an invite goes beside Open Collaboration Tools, and as far as it reaches', () => {
    assert.equal(
      invite({ beside: oct }),
      `on this machine: Where ${oct} shares the code, guests on this machine are offered to join.`,
    );
    assert.match(
      invite({ beside: oct }, '192.168.1.5') ?? '',
      /, guests who reach 192\.168\.1\.5 are offered to join\.$/,
    );
    assert.match(invite({ beside: oct }, 'nonsense') ?? '', /^not now: /);
  });

  it('do not say so to a guest, who shares nothing', () => {
    assert.equal(invite({ beside: oct, guestOf: oct }), invite({}));
  });
});

describe('what is asked at the start', () => {
  it("is the question alone in a window of one's own", () => {
    assert.equal(hypothesisPrompt(undefined), 'What are you trying to find out?');
    assert.equal(connectionPrompt(alone, false), 'How does your partner join?');
    assert.equal(
      connectionPrompt({ ...alone, liveShare: 'idle' }, true),
      'How does your partner join?',
    );
  });

  it("says among a partner's code who should start", () => {
    assert.match(
      hypothesisPrompt('Live Share'),
      /^This is your partner's code, by Live Share: let them start, .*: What are you trying to find out\?$/,
    );
  });

  it('says why Live Share, which is set, is not offered', () => {
    assert.equal(
      connectionPrompt(alone, true),
      'Live Share is not installed here. How does your partner join?',
    );
    assert.equal(
      connectionPrompt({ ...alone, guestOf: oct, liveShare: 'idle' }, true),
      "This is a partner's code, which only they can share. How does your partner join?",
    );
  });
});
