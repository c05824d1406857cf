import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ParticipantId } from '../../core/participant.ts';
import { loopback } from '../../log/bindAddress.ts';
import type { Machine } from '../../log/machine.ts';
import { TurnedAwayError } from '../../log/turnedAwayError.ts';
import type { LogChannel } from '../logChannel.ts';
import { noticeText } from '../notice.ts';
import { recordFolder } from '../record/recordFolder.ts';
import { recordName } from '../record/recordName.ts';
import { settings } from '../settings.ts';
import type { ActiveSession } from './activeSession.ts';
import type { Doorbell } from './doorbell.ts';
import { HostedSession } from './hostedSession.ts';
import type { Identity } from './identity.ts';
import { JoinedSession, type Way } from './joinedSession.ts';
import type { Passes } from './passes.ts';
import { type Reopenable, reopenSession, type SessionWindow } from './reopenSession.ts';
import { newSessionCredentials } from './sessionCredentials.ts';
import type { SessionMemory } from './sessionMemory.ts';

/**
 * Asks who sits at this window when its person, of this name, is in the session already from another
 * window; `undefined` if they would rather not join.
 */
export type WhoSitsHere = (
  name: string,
) => Promise<
  { readonly isSame: true } | { readonly isSame: false; readonly name: string } | undefined
>;

/** Whoever sat in a window during a session. */
export interface Seat {
  readonly me: ParticipantId;
  readonly name: string;
  readonly isSecondWindow: boolean;
}

/** Someone on the way into a session. */
export interface Arrival {
  /** A name by which partners know them elsewhere. */
  readonly knownAs?: string | undefined;
  /** The person who started the session is being asked; the answer may take minutes. */
  readonly onWaiting: () => void;
  /** Aborted when they would rather not join after all. */
  readonly signal: AbortSignal;
}

export interface OpenerParts {
  readonly machine: Machine;
  readonly identity: Identity;
  readonly passes: Passes;
  readonly memory: SessionMemory;
  readonly doorbell: Doorbell;
  readonly whoSitsHere: WhoSitsHere;
  /** VS Code's own place for the records that have none in the workspace. */
  readonly storage: vscode.Uri;
  readonly log: LogChannel;
}

/** Opens sessions in this window: as their host, as a guest, or again after a reload. */
export class SessionOpener {
  readonly #parts: OpenerParts;

  constructor(parts: OpenerParts) {
    this.#parts = parts;
  }

  /** Starts a session with this person as its first driver, under a name as `Identity.name`. */
  async start(hypothesis: string, inviteOthers: boolean, knownAs?: string): Promise<ActiveSession> {
    const { machine, identity, storage } = this.#parts;
    const folder = await recordFolder(storage);
    const me = await identity.id();
    const hosted = await HostedSession.start({
      ...this.#window(),
      bind: inviteOthers ? settings.bindAddress() : loopback,
      me,
      name: await identity.name(knownAs),
      hypothesis: hypothesis.trim(),
      sessionId: randomUUID(),
      turns: settings.turns(),
      journalBase: path.join(folder, recordName(hypothesis, machine.wallClock())),
      credentials: inviteOthers ? newSessionCredentials() : undefined,
    });
    const pass = hosted.passOf(me);
    if (pass !== undefined) {
      await this.#keepPass(hosted.remembered.sessionId, me, pass);
    }
    return hosted;
  }

  /**
   * Joins a session; `undefined` if the person changed their mind.
   *
   * @throws {HumanError} if the session can't be joined.
   */
  async join(way: Way, arrival: Arrival): Promise<ActiveSession | undefined> {
    const { identity, passes, memory, whoSitsHere } = this.#parts;
    const { sessionId } = way.invite;
    const before = memory.recall();
    if (before?.kind === 'found' && before.sessionId === sessionId) {
      try {
        return await this.rejoin(way, arrival, before);
      } catch (error) {
        if (!isUnproven(error)) {
          throw error;
        }
      }
    }
    const name = await identity.name(arrival.knownAs);
    const me = await identity.id();
    const pass = await passes.get(sessionId, me);
    const joinAs = (id: ParticipantId, called: string, itsPass?: string) =>
      this.#join({ ...this.#window(), ...arrival, way, me: id, name: called, pass: itsPass });
    const joined = await joinAs(me, name, pass).catch((error: unknown) => {
      if (isUnproven(error)) {
        return joinAs(randomUUID(), name);
      }
      throw error;
    });
    if (!joined.isSecondWindow) {
      return joined;
    }
    const sitting = await whoSitsHere(name);
    if (sitting?.isSame && !arrival.signal.aborted) {
      if (joined.closed === undefined) {
        await joined.comeIn();
      }
      return joined;
    }
    joined.dispose();
    return sitting?.isSame === false ? joinAs(randomUUID(), sitting.name) : undefined;
  }

  /**
   * Joins a session that this window was in, as who was in it there.
   *
   * @throws {HumanError} if the session can't be joined.
   */
  async rejoin(way: Way, arrival: Arrival, who: Seat): Promise<ActiveSession> {
    const pass = await this.#parts.passes.get(way.invite.sessionId, who.me);
    const { me, name, isSecondWindow } = who;
    return this.#join({ ...this.#window(), ...arrival, way, me, name, isSecondWindow, pass });
  }

  /**
   * Comes back into the session that this window was in before it was reloaded.
   *
   * @throws {RefusedError} if there is no way back.
   * @throws {UnavailableError} if its home can't be reached, for now.
   */
  async reopen(remembered: Reopenable, isDisposed: () => boolean): Promise<ActiveSession> {
    const { memory, passes } = this.#parts;
    const kept = {
      secrets: await memory.secrets(),
      pass: await passes.get(remembered.sessionId, remembered.me),
    };
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Coming back into the paired session' },
      () => reopenSession(remembered, kept, this.#window(), isDisposed),
    );
  }

  async #join(joining: Parameters<typeof JoinedSession.join>[0]): Promise<JoinedSession> {
    const joined = await JoinedSession.join(joining);
    if (joined.pass !== undefined) {
      await this.#keepPass(joining.way.invite.sessionId, joined.me, joined.pass);
    }
    return joined;
  }

  /** Another window of this person comes in as them with it, or asks; so failing to keep it is no harm. */
  async #keepPass(sessionId: string, me: ParticipantId, pass: string): Promise<void> {
    const { passes, log } = this.#parts;
    await passes.keep(sessionId, me, pass).catch((error: unknown) => {
      log.note('Keeping the pass', error);
    });
  }

  #window(): SessionWindow {
    const { machine, doorbell, log } = this.#parts;
    return {
      machine,
      bindAddress: settings.bindAddress,
      consent: (newcomer, signal) => doorbell.ring(newcomer, signal),
      warn: (sentence) => void vscode.window.showWarningMessage(noticeText(sentence)),
      report: (detail) => log.info(detail),
      onError: (doing, error) => log.note(doing, error),
    };
  }
}

/** Known there, but nothing here proves it: whoever it is comes as someone new. */
function isUnproven(error: unknown): boolean {
  return error instanceof TurnedAwayError && error.reason === 'notYou';
}
