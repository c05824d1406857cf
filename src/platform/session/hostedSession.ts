import type { ParticipantId } from '../../core/participant.ts';
import { participant } from '../../core/rotation.ts';
import type { TurnSettings } from '../../core/turn.ts';
import type { LocalLog } from '../../log/local/localLog.ts';
import type { Machine } from '../../log/machine.ts';
import type { SessionServer } from '../../log/server/sessionServer.ts';
import { RefusedError, UnavailableError } from '../../log/sessionLog.ts';
import { SessionReplica } from '../../log/sessionReplica.ts';
import { pause } from '../../log/timers.ts';
import type { Invite } from '../../protocol/invite.ts';
import { passOf } from '../../protocol/pass.ts';
import { DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import type { ActiveSession, Connection } from './activeSession.ts';
import { freeName, type HomeOptions, openHome, type SessionHome } from './sessionHome.ts';
import type { Remembered } from './sessionMemory.ts';
import type { SideDoor } from './sideDoor.ts';

/** After what could not be written, the next attempt comes this much later, in milliseconds. */
const retryAfter = 2_000;

interface Hosting extends HomeOptions {
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
  /** The ports that guests know, the newest first. */
  readonly ports: readonly number[];
  /** The addresses of this machine that the guests know. */
  readonly hosts: readonly string[];
}

/** A session whose log lives in this window, in a journal on disk, and is served to guests. */
export class HostedSession implements ActiveSession {
  readonly kind = 'hosted';
  readonly connection: Connection = 'connected';
  readonly replica: SessionReplica;
  readonly me: ParticipantId;
  readonly remembered: Remembered;
  readonly isSecondWindow = false;
  readonly secrets: string | undefined;
  readonly recordBase: string;
  readonly #disposables = new DisposableStore();
  readonly #log: LocalLog;
  readonly #machine: Machine;
  readonly #door: SessionHome['door'];

  // Neither fires: the home of the log is always in reach here.
  readonly onDidChangeConnection = this.#disposables.add(new Emitter<Connection>()).event;
  readonly onDidClose = this.#disposables.add(new Emitter<string>()).event;
  readonly closed = undefined;

  private constructor(hosting: Hosting, { journal, log, replica, door }: SessionHome) {
    const { machine, me, sessionId, onError } = hosting;
    this.#machine = machine;
    this.me = me;
    this.#log = this.#disposables.add(log);
    this.replica = this.#disposables.add(replica);
    this.#door = door;
    if (door !== undefined) {
      this.#disposables.add(door);
      this.#disposables.add(
        door.server.onDidDisconnect((guest) => {
          if (guest === me) {
            return; // A copy of this window's storage: whoever hosts is here.
          }
          void this.#noteAbsence(guest, door.server, onError);
        }),
      );
      this.#disposables.add(
        replica.onDidChange(({ entry: { event }, session }) => {
          if (
            event.type === 'participantRemoved' &&
            participant(session, event.participant)?.removed
          ) {
            door.server.turnAway(event.participant, 'removed');
          }
        }),
      );
    }
    this.remembered = {
      kind: 'hosted',
      sessionId,
      me,
      journal,
      ports: [...(door?.known.ports ?? [])],
      hosts: [...(door?.known.hosts ?? [])],
    };
    this.secrets = door && JSON.stringify(door.credentials);
    this.recordBase = journal.replace(/\.jsonl$/, '');
  }

  /** @throws {HumanError} if the journal can't be made. */
  static async start(starting: Starting): Promise<HostedSession> {
    const journal = await freeName(starting.machine.disk, starting.journalBase);
    const hosted = new HostedSession(
      starting,
      await openHome(starting, journal, { ports: [], hosts: [] }),
    );
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
    const { journal, ports, hosts, me, sessionId } = resuming;
    const hosted = new HostedSession(resuming, await openHome(resuming, journal, { ports, hosts }));
    try {
      const { session } = hosted.replica;
      if (session?.id !== sessionId) {
        throw new RefusedError(
          `The record ${journal} does not hold the session that ran here; start a new one.`,
        );
      }
      if (hosted.#door?.isFound === false) {
        resuming.warn(
          'The session came back at an address where your partner does not look for it; send them the invite anew with "Interpair: Copy Invite".',
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

  get invite(): Invite | undefined {
    return this.#door?.invite;
  }

  /** What another window of a participant's comes in with; `undefined` where nobody is invited. */
  passOf(participantId: ParticipantId): string | undefined {
    return this.#door && passOf(this.#door.credentials.passKey, participantId);
  }

  async openSideDoor(): Promise<SideDoor | undefined> {
    return this.#door?.openSideDoor();
  }

  conclude(): void {
    // Later: the entry that ended it is still being told to the guests, and its sender has no answer yet.
    this.#machine.timers.after(0, () => this.#door?.server.end());
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Tries again while the record can't be written: whoever is gone must not be shown as present for good. */
  async #noteAbsence(
    guest: ParticipantId,
    server: SessionServer,
    onError: Hosting['onError'],
  ): Promise<void> {
    while (!this.#disposables.isDisposed && !server.isConnected(guest)) {
      try {
        await this.#markAbsent(guest);
        return;
      } catch (error) {
        onError('Guest went offline', error);
        if (!(error instanceof UnavailableError)) {
          return;
        }
      }
      await pause(this.#machine.timers, retryAfter);
    }
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
