import { join } from 'node:path';
import type { Channel } from '../../src/log/channel.ts';
import { fingerprintOf } from '../../src/log/fingerprint.ts';
import { openJournal } from '../../src/log/local/journal.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import type { TlsCredentials } from '../../src/log/machine.ts';
import { makeCertificate } from '../../src/log/server/certificate.ts';
import { SessionServer } from '../../src/log/server/sessionServer.ts';
import { SocketListener } from '../../src/log/server/socketListener.ts';
import { UnavailableError } from '../../src/log/sessionLog.ts';
import { systemTimers as timers } from '../../src/log/timers.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { dialOverService } from './dialOverService.ts';
import { FaultyDisk } from './faultyDisk.ts';
import { joinRemote } from './joinRemote.ts';
import { readElsewhere } from './readElsewhere.ts';
import { describeSessionLog, type TestedHome } from './sessionLog.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const clock = () => Date.now();
const host = '127.0.0.1';

/** A log on a disk of its own, which may be full. */
async function onDisk(): Promise<TestedHome & { readonly log: () => LocalLog }> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'sessions', 'today.jsonl');
  const disk = new FaultyDisk();
  const openLog = async () => new LocalLog({ ...(await openJournal(path, { disk })), clock });
  let log = await openLog();
  return {
    log: () => log,
    open: async (participantId) => log.as(participantId),
    fail: async (room = 10) => {
      disk.room = room;
    },
    heal: async () => {
      disk.room = Number.POSITIVE_INFINITY;
    },
    reopen: async () => {
      await log.close();
      log = await openLog();
    },
    readElsewhere: () => readElsewhere(path),
    close: async () => {
      await log.close();
      await folder.remove();
    },
  };
}

/** Memory does not fail by itself, so its clock does. */
async function inMemory(): Promise<TestedHome> {
  let fails = false;
  const openLog = () =>
    new LocalLog({
      clock: () => {
        if (fails) {
          throw new UnavailableError('The clock stopped.');
        }
        return Date.now();
      },
    });
  let log = openLog();
  return {
    open: async (participantId) => log.as(participantId),
    fail: async () => {
      fails = true;
    },
    heal: async () => {
      fails = false;
    },
    reopen: async () => {
      await log.close();
      log = openLog();
    },
    readElsewhere: async () => [],
    close: () => log.close(),
  };
}

interface Serving {
  /** Reaches the server otherwise than by its socket. */
  readonly dialing?: (server: SessionServer) => () => Channel;
  readonly tls?: TlsCredentials;
}

async function served({ dialing, tls }: Serving = {}): Promise<TestedHome> {
  const local = await onDisk();
  const sessionId = 'session';
  const secret = newSecret();
  const report = () => undefined;
  const serve = async () => {
    const server = new SessionServer({
      ...{ log: local.log(), sessionId, secret, passKey: newSecret(), timers, report },
      standingOf: () => 'unknown',
      consent: async () => true,
    });
    const options = { host, ports: [0], timers, report, ...(tls && { tls }) };
    const listener = await SocketListener.open(server, options);
    return { server, listener, dial: dialing?.(server) };
  };
  let { server, listener, dial } = await serve();
  const stop = () => {
    server.dispose();
    listener.dispose();
  };
  return {
    ...local,
    open: (participantId) => {
      const { port } = listener;
      const invite: Invite = { version: 1, sessionId, hosts: [host], port, secret };
      const pin = tls && { fingerprint: fingerprintOf(tls.certificate) };
      return joinRemote(
        { ...invite, ...pin },
        {
          participantId,
          ...(dial && { dial }),
        },
      );
    },
    reopen: async () => {
      stop();
      await local.reopen();
      ({ server, listener, dial } = await serve());
    },
    close: async () => {
      stop();
      await local.close();
    },
  };
}

describeSessionLog({ name: 'in memory', keepsAJournal: false, make: inMemory });
describeSessionLog({ name: 'in a journal', keepsAJournal: true, make: onDisk });
describeSessionLog({
  name: 'at a distance, over a socket',
  keepsAJournal: true,
  make: () => served(),
});
describeSessionLog({
  name: 'at a distance, over an encrypted socket',
  keepsAJournal: true,
  make: () => served({ tls: makeCertificate(Date.now()) }),
});
describeSessionLog({
  name: 'at a distance, over a shared service of Live Share',
  keepsAJournal: true,
  make: () => served({ dialing: dialOverService }),
});
