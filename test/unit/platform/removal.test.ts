import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Participant } from '../../../src/core/participant.ts';
import { participant } from '../../../src/core/rotation.ts';
import { minute } from '../../../src/core/time.ts';
import { loopback } from '../../../src/log/bindAddress.ts';
import type { Machine } from '../../../src/log/machine.ts';
import type { Newcomer } from '../../../src/log/server/sessionServer.ts';
import { thisMachine } from '../../../src/log/thisMachine.ts';
import { HostedSession } from '../../../src/platform/session/hostedSession.ts';
import { JoinedSession } from '../../../src/platform/session/joinedSession.ts';
import {
  newSessionCredentials,
  readSessionCredentials,
} from '../../../src/platform/session/sessionCredentials.ts';
import type { Invite } from '../../../src/protocol/invite.ts';
import { DisposableStore } from '../../../src/util/disposable.ts';
import { next } from '../../contract/collect.ts';
import { idsOf } from '../../contract/events.ts';
import { isTurnedAway } from '../../contract/isTurnedAway.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { ServedSession } from '../../contract/servedSession.ts';
import { type TemporaryFolder, temporaryFolder } from '../../contract/temporaryFolder.ts';
import { Wiretap } from '../../contract/wiretap.ts';

const turns = { length: 15 * minute, onExpiry: 'ask', grace: 0 } as const;
const remove = { type: 'removeParticipant', participant: 'grace' } as const;

describe('a session from which its host removes someone', () => {
  let folder: TemporaryFolder;
  let sessions: DisposableStore;
  let hosted: HostedSession;
  /** Whom the host was asked about, and what the host says to the next. */
  let asked: string[];
  let isWelcome: boolean;
  let timers: ManualTimers;
  const credentials = newSessionCredentials();

  const hosting = () => ({
    machine: { ...thisMachine, timers },
    me: 'ada',
    sessionId: 'session',
    credentials,
    bind: loopback,
    consent: async ({ name, namesake }: Newcomer) => {
      asked.push(namesake ? `another ${name}` : name);
      return isWelcome;
    },
    warn: () => undefined,
    report: () => undefined,
    onError: (doing: string, error: unknown) => assert.fail(`${doing}: ${error}`),
  });

  beforeEach(async () => {
    folder = await temporaryFolder();
    sessions = new DisposableStore();
    timers = new ManualTimers();
    asked = [];
    isWelcome = true;
    hosted = await HostedSession.start({
      ...hosting(),
      ...{ name: 'Ada', hypothesis: 'Is it?', turns },
      journalBase: join(folder.path, 'today'),
    });
  });

  afterEach(async () => {
    sessions.dispose();
    hosted.dispose();
    await folder.remove();
  });

  async function joins(
    me: string,
    pass?: string,
    machine: Machine = thisMachine,
    { invite }: { readonly invite: Invite | undefined } = hosted,
  ): Promise<JoinedSession> {
    assert.ok(invite !== undefined);
    const onError = () => undefined;
    return sessions.add(
      await JoinedSession.join({ machine, way: { invite }, me, name: me, pass, onError }),
    );
  }

  function person(id: string): Participant | undefined {
    return hosted.replica.session && participant(hosted.replica.session, id);
  }

  it('closes all their windows, with the reason, and passes the keyboard on', async () => {
    const grace = await joins('grace');
    const window = await joins('grace', grace.pass);
    const joan = await joins('joan');
    await hosted.replica.dispatch({ type: 'swapRoles', turn: 2 });
    const closed = Promise.all([next(grace.onDidClose), next(window.onDidClose)]);
    const told = next(
      joan.replica.onDidChange,
      ({ entry }) => entry.event.type === 'participantRemoved',
    );
    await hosted.replica.dispatch(remove);
    for (const reason of await closed) {
      assert.match(reason, /removed you from it; talk to them/);
    }
    const { session } = await told;
    assert.equal(session.turn.driver, 'joan');
    assert.deepEqual(person('grace'), {
      id: 'grace',
      name: 'grace',
      present: false,
      removed: true,
    });
    assert.ok(!idsOf(grace.replica.entries).includes('participantRemoved'));
    assert.deepEqual(asked, ['grace', 'joan']);
  });

  it('asks about them again when they come back, whatever pass they have', async () => {
    const grace = await joins('grace');
    const { pass } = grace;
    const closed = next(grace.onDidClose);
    await hosted.replica.dispatch(remove);
    await closed;
    isWelcome = false;
    await isTurnedAway(joins('grace', pass), 'notAllowed');
    assert.deepEqual(asked, ['grace', 'grace']);
    assert.equal(person('grace')?.removed, true);
    isWelcome = true;
    timers.advance(5_000);
    await joins('grace', pass);
    assert.deepEqual(asked, ['grace', 'grace', 'grace']);
    assert.deepEqual(person('grace'), { id: 'grace', name: 'grace', present: true });
  });

  it('asks from then on about everyone new at its side door, since they may come as someone else', async () => {
    const door = await hosted.openSideDoor();
    assert.ok(door !== undefined);
    sessions.add(door);
    await joins('grace', undefined, thisMachine, door);
    const joan = await joins('joan', undefined, thisMachine, door);
    assert.deepEqual(asked, []);
    await hosted.replica.dispatch(remove);
    isWelcome = false;
    await isTurnedAway(joins('mallory', undefined, thisMachine, door), 'notAllowed');
    assert.deepEqual(asked, ['mallory']);
    joan.dispose();
    await joins('joan', joan.pass, thisMachine, door);
    assert.deepEqual(asked, ['mallory']);
  });

  it('lets nobody else come back as them, removed though they are', async () => {
    await joins('grace');
    await hosted.replica.dispatch(remove);
    await isTurnedAway(joins('grace'), 'notYou');
    assert.deepEqual(asked, ['grace']);
  });

  it('tells a window that was away, and comes back by itself, without asking', async () => {
    const tap = new Wiretap();
    const machine = { ...thisMachine, dialer: async () => tap.dial };
    const grace = await joins('grace', undefined, machine);
    const gone = next(
      hosted.replica.onDidChange,
      ({ entry }) => entry.event.type === 'participantDisconnected',
    );
    const closed = next(grace.onDidClose);
    tap.cut();
    await gone;
    await hosted.replica.dispatch(remove);
    assert.match(await closed, /removed you from it/);
    assert.deepEqual(asked, ['grace']);
  });

  it('says nothing of them when their window comes back by itself after a reload', async () => {
    const grace = await joins('grace');
    const { pass } = grace;
    const closed = next(grace.onDidClose);
    await hosted.replica.dispatch(remove);
    await closed;
    const { invite } = hosted;
    assert.ok(invite !== undefined);
    const returning = JoinedSession.join({
      ...{
        machine: thisMachine,
        way: { invite },
        me: 'grace',
        name: 'grace',
        pass,
        returning: true,
      },
      onError: () => undefined,
    });
    await isTurnedAway(returning, 'removed');
    assert.deepEqual(asked, ['grace']);
  });

  it('notices that a newcomer has the name of someone who is or was in it', async () => {
    await joins('grace');
    await hosted.replica.dispatch(remove);
    await joins(' ADA');
    await joins('Grace');
    assert.deepEqual(asked, ['grace', 'another  ADA', 'another Grace']);
  });

  it('knows after a restart who was removed, and everyone else by the pass of before', async () => {
    const grace = await joins('grace');
    const joan = await joins('joan');
    const closed = next(grace.onDidClose);
    await hosted.replica.dispatch(remove);
    await closed;
    const back = next(joan.onDidChangeConnection, (connection) => connection === 'connected');
    const { remembered, secrets } = hosted;
    assert.ok(remembered.kind === 'hosted');
    const credentials = readSessionCredentials(secrets);
    hosted.dispose();
    const warnings: string[] = [];
    const warn = (sentence: string) => warnings.push(sentence);
    hosted = await HostedSession.resume({ ...hosting(), warn, ...remembered, credentials });
    assert.deepEqual(warnings, []);
    await back;
    await joins('joan', joan.pass);
    assert.deepEqual(asked, ['grace', 'joan']);
    assert.equal(person('grace')?.removed, true);
    await joins('grace', grace.pass);
    assert.deepEqual(asked, ['grace', 'joan', 'grace']);
  });

  it('warns after a restart when none of its addresses is one of before', async () => {
    const { remembered, secrets } = hosted;
    assert.ok(remembered.kind === 'hosted');
    assert.deepEqual(remembered.hosts, ['127.0.0.1']);
    hosted.dispose();
    const warnings: string[] = [];
    const warn = (sentence: string) => warnings.push(sentence);
    const hosts = ['192.0.2.1'];
    const kept = readSessionCredentials(secrets);
    const resuming = { ...hosting(), ...remembered, credentials: kept, warn };
    hosted = await HostedSession.resume({ ...resuming, hosts });
    assert.match(warnings.join(), /where your partner does not look for it/);
  });

  it('lets another window of the host in with the pass that it is given', async () => {
    const window = await joins('ada', hosted.passOf('ada'));
    assert.equal(window.replica.session?.participants.length, 1);
    assert.deepEqual(asked, []);
  });
});

describe('someone who is told that they were removed', () => {
  it('does not come back by themselves', async () => {
    const session = await new ServedSession().serve();
    const started = { type: 'sessionStarted', sessionId: 's', hypothesis: '', turns } as const;
    const joined = { type: 'participantJoined', name: 'Ada' } as const;
    await session.log.append('ada', [started, joined], 0);
    const grace = await JoinedSession.join({
      ...{ machine: thisMachine, way: { invite: session.invite }, me: 'grace', name: 'Grace' },
      onError: () => undefined,
    });
    const told = next(grace.replica.onDidChange);
    const event = { type: 'participantRemoved', participant: 'grace' } as const;
    const revision = await session.log.append('ada', [event], session.log.revision);
    await told;
    await assert.rejects(
      grace.replica.dispatch({ type: 'setPhase', phase: 'stuck' }),
      /You were removed from this session/,
    );
    assert.equal(session.log.revision, revision);
    grace.dispose();
    session.dispose();
  });
});
