import { join } from 'node:path';
import type { Channel } from '../../src/log/channel.ts';
import { Journal, openJournal } from '../../src/log/local/journal.ts';
import { openJournalFile } from '../../src/log/local/journalFile.ts';
import { LocalLog } from '../../src/log/local/localLog.ts';
import { SessionServer } from '../../src/log/server/sessionServer.ts';
import { SocketListener } from '../../src/log/server/socketListener.ts';
import { UnavailableError } from '../../src/log/sessionLog.ts';
import { systemTimers as timers } from '../../src/log/timers.ts';
import { type Invite, newSecret } from '../../src/protocol/invite.ts';
import { toDisposable } from '../../src/util/disposable.ts';
import { FaultyFile } from './faultyFile.ts';
import { joinRemote } from './joinRemote.ts';
import { memoryChannels } from './memoryChannel.ts';
import { describeSessionLog, type TestedHome } from './sessionLog.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const clock = () => Date.now();

/** A log on a disk of its own, which may be full. */
async function onDisk(): Promise<TestedHome & { readonly log: LocalLog }> {
  const folder = await temporaryFolder();
  const path = join(folder.path, 'sessions', 'today.jsonl');
  const { journal: fresh } = await openJournal(path);
  await fresh.close();
  const file = new FaultyFile(await openJournalFile(path));
  const journal = new Journal(
    path,
    file,
    await file.size(),
    toDisposable(() => undefined),
  );
  const log = new LocalLog({ journal, clock });
  return {
    log,
    open: async (participantId) => log.as(participantId),
    fail: async () => {
      file.room = 10;
    },
    heal: async () => {
      file.room = Number.POSITIVE_INFINITY;
    },
    close: async () => {
      await log.close();
      await folder.remove();
    },
  };
}

/** Memory does not fail by itself, so its clock does. */
async function inMemory(): Promise<TestedHome> {
  let fails = false;
  const log = new LocalLog({
    clock: () => {
      if (fails) {
        throw new UnavailableError('The clock stopped.');
      }
      return Date.now();
    },
  });
  return {
    open: async (participantId) => log.as(participantId),
    fail: async () => {
      fails = true;
    },
    heal: async () => {
      fails = false;
    },
    close: () => log.close(),
  };
}

async function served(dial?: (server: SessionServer) => Channel): Promise<TestedHome> {
  const local = await onDisk();
  const sessionId = 'session';
  const secret = newSecret();
  const report = () => undefined;
  const server = new SessionServer({ log: local.log, sessionId, secret, timers, report });
  const listener = await SocketListener.open(server, { timers, report });
  const { port } = listener;
  const invite: Invite = { version: 1, sessionId, host: '127.0.0.1', port, secret };
  return {
    ...local,
    open: (participantId) =>
      joinRemote(invite, {
        participantId,
        ...(dial === undefined ? {} : { dial: () => dial(server) }),
      }),
    close: async () => {
      server.dispose();
      listener.dispose();
      await local.close();
    },
  };
}

/** What Live Share offers is no socket either. */
function dialInMemory(server: SessionServer): Channel {
  const [guestEnd, serverEnd] = memoryChannels();
  setImmediate(() => server.serve(serverEnd));
  return guestEnd;
}

describeSessionLog('in memory', inMemory);
describeSessionLog('in a journal', onDisk);
describeSessionLog('at a distance, over a socket', () => served());
describeSessionLog('at a distance, over another channel', () => served(dialInMemory));
