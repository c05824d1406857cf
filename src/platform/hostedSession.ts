import type { ParticipantId } from '../core/participant.ts';
import type { TurnSettings } from '../core/turn.ts';
import { openJournal } from '../log/local/journal.ts';
import type { JournalDisk } from '../log/local/journalDisk.ts';
import { LocalLog } from '../log/local/localLog.ts';
import type { Listener, Machine } from '../log/machine.ts';
import type { SessionServer } from '../log/server/sessionServer.ts';
import { RefusedError } from '../log/sessionLog.ts';
import { SessionReplica } from '../log/sessionReplica.ts';
import type { Invite } from '../protocol/invite.ts';
import { DisposableStore } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import type { ActiveSession, Connection } from './activeSession.ts';
import type { Remembered } from './sessionMemory.ts';

const host = '127.0.0.1';

interface Hosting {
  readonly machine: Machine;
  readonly me: ParticipantId;
  readonly sessionId: string;
  /** 128 bits, base64url; absent where nobody is invited. */
  readonly secret: string | undefined;
  /** Tells the person something that does not stop the session. */
  readonly warn: (sentence: string) => void;
  /** Notes a detail for whoever looks into it later. */
  readonly report: (detail: string) => void;
  readonly onError: (doing: string, error: unknown) => void;
}

interface Starting extends Hosting {
  readonly name: string;
  readonly hypothesis: string;
  readonly turns: TurnSettings;
  /** Where the journal goes, without its ending; a number is added if that file exists. */
  readonly journalBase: string;
}

interface Resuming extends Hosting {
  readonly journal: string;
  /** The port that guests know. */
  readonly port: number | undefined;
}

/** A session whose log lives in this window, in a journal on disk, and is served to guests. */
export class HostedSession implements ActiveSession {
  readonly kind = 'hosted';
  readonly connection: Connection = 'connected';
  readonly replica: SessionReplica;
  readonly me: ParticipantId;
  readonly invite: Invite | undefined;
  readonly remembered: Remembered;
  readonly recordBase: string;
  readonly #disposables = new DisposableStore();
  readonly #log: LocalLog;
  readonly #machine: Machine;
  readonly #door: Door | undefined;

  // Neither fires: the home of the log is always in reach here.
  readonly onDidChangeConnection = this.#disposables.add(new Emitter<Connection>()).event;
  readonly onDidClose = this.#disposables.add(new Emitter<string>()).event;

  private constructor(hosting: Hosting, { journal, log, door }: Home) {
    const { machine, me, sessionId, secret, onError } = hosting;
    this.#machine = machine;
    this.me = me;
    this.#log = this.#disposables.add(log);
    this.replica = this.#disposables.add(new SessionReplica(log.as(me), me));
    this.#door = door;
    if (door !== undefined) {
      this.#disposables.add(door.server);
      this.#disposables.add(door.listener);
      this.#disposables.add(
        door.server.onDidDisconnect((guest) => {
          if (guest === me) {
            return; // A copy of this window's storage: whoever hosts is here.
          }
          this.#markAbsent(guest).catch((error: unknown) => onError('Guest went offline', error));
        }),
      );
    }
    this.invite =
      door === undefined || secret === undefined
        ? undefined
        : { version: 1, sessionId, host, port: door.listener.port, secret };
    this.remembered = {
      kind: 'hosted',
      sessionId,
      journal,
      ...(door === undefined ? {} : { port: door.listener.port }),
    };
    this.recordBase = journal.replace(/\.jsonl$/, '');
  }

  /** @throws {HumanError} if the journal can't be made. */
  static async start(starting: Starting): Promise<HostedSession> {
    const journal = await freeName(starting.machine.disk, starting.journalBase);
    const hosted = new HostedSession(starting, await openHome(starting, journal));
    try {
      const { sessionId, hypothesis, turns, name } = starting;
      await hosted.replica.dispatch({ type: 'startSession', sessionId, hypothesis, turns, name });
      return hosted;
    } catch (error) {
      hosted.dispose();
      throw error;
    }
  }

  /**
   * @throws {UnavailableError} if the journal can't be opened.
   * @throws {RefusedError} if it holds another session.
   */
  static async resume(resuming: Resuming): Promise<HostedSession> {
    const { journal, port, me, sessionId } = resuming;
    const hosted = new HostedSession(resuming, await openHome(resuming, journal, port));
    try {
      const { session } = hosted.replica;
      if (session?.id !== sessionId) {
        throw new RefusedError(
          `The record ${journal} does not hold the session that ran here; start a new one.`,
        );
      }
      if (port !== undefined && hosted.invite !== undefined && hosted.invite.port !== port) {
        resuming.warn(
          'The session came back on another port, where your partner does not look for it; send them the invite anew with "Interpair: Copy Invite".',
        );
      }
      // Nobody is connected to the new server yet; whoever still is there comes back and says so.
      for (const { id } of session.participants.filter((person) => person.id !== me)) {
        await hosted.#markAbsent(id);
      }
      return hosted;
    } catch (error) {
      hosted.dispose();
      throw error;
    }
  }

  conclude(): void {
    // Later: the entry that ended it is still being told to the guests, and its sender has no answer yet.
    this.#machine.timers.after(0, () => this.#door?.server.end());
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #markAbsent(guest: ParticipantId): Promise<void> {
    const replica = new SessionReplica(this.#log.as(guest), guest);
    try {
      await replica.dispatch({ type: 'disconnect' });
    } finally {
      replica.dispose();
    }
  }
}

interface Home {
  readonly journal: string;
  readonly log: LocalLog;
  readonly door: Door | undefined;
}

/** Where guests come in. */
interface Door {
  readonly server: SessionServer;
  readonly listener: Listener;
}

async function openHome(hosting: Hosting, path: string, port?: number): Promise<Home> {
  const { machine, warn } = hosting;
  const { journal, entries, damage, keptAs } = await openJournal(path, machine);
  if (damage.length > 0) {
    const lines = damage.map(({ line, why }) => `line ${line}: ${why}`).join('; ');
    warn(
      `The session's record ${path} is damaged (${lines}); the session goes on with the rest, and the file as it was is kept as ${keptAs}.`,
    );
  }
  const log = new LocalLog({ journal, entries, clock: machine.wallClock });
  try {
    return { journal: path, log, door: await openDoor(hosting, log, port) };
  } catch (error) {
    log.dispose();
    throw error;
  }
}

async function openDoor(
  { machine, sessionId, secret, report }: Hosting,
  log: LocalLog,
  port?: number,
): Promise<Door | undefined> {
  if (secret === undefined) {
    return undefined;
  }
  const { SessionServer } = await import('../log/server/sessionServer.ts');
  const { timers } = machine;
  const server = new SessionServer({ log, sessionId, secret, report, timers });
  const options = { report, ...(port === undefined ? {} : { port }) };
  return { server, listener: await machine.listen(server, options) };
}

async function freeName(disk: JournalDisk, base: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? `${base}.jsonl` : `${base}-${number}.jsonl`;
    if (!(await disk.exists(name))) {
      return name;
    }
  }
}
