import { randomUUID } from 'node:crypto';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Machine } from '../log/machine.ts';
import { RefusedError } from '../log/sessionLog.ts';
import { newSecret, parseInvite } from '../protocol/invite.ts';
import { type Disposable, DisposableStore } from '../util/disposable.ts';
import { Emitter } from '../util/emitter.ts';
import { HumanError, messageForPerson } from '../util/humanError.ts';
import { type ActiveSession, type SessionChange, sessionOf } from './activeSession.ts';
import { HostedSession } from './hostedSession.ts';
import type { Identity } from './identity.ts';
import { JoinedSession } from './joinedSession.ts';
import type { LogChannel } from './logChannel.ts';
import { noticeText } from './notice.ts';
import { type FinishedSession, recordFolder } from './recordFolder.ts';
import { recordName } from './recordName.ts';
import { reopenSession } from './reopenSession.ts';
import type { Remembered, SessionMemory } from './sessionMemory.ts';
import { settings } from './settings.ts';
import { TurnKeeper } from './turnKeeper.ts';

/** Something about the session of this window is different. */
export interface SessionsChange {
  readonly active: ActiveSession | undefined;
  /** The entry that made the difference; absent when the session itself or its connection changed. */
  readonly change?: SessionChange;
}

interface Parts {
  readonly machine: Machine;
  readonly identity: Identity;
  readonly memory: SessionMemory;
  readonly storage: vscode.Uri;
  readonly log: LogChannel;
}

/** The session of this window: at most one at a time. Starts, joins, leaves, ends it, and comes back. */
export class Sessions implements Disposable {
  readonly #parts: Parts;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<SessionsChange>());
  readonly #onDidFinish = this.#disposables.add(new Emitter<FinishedSession>());
  #active: ActiveSession | undefined;
  #activeParts = new DisposableStore();
  /** What is on its way to becoming active; a second start or join meanwhile is refused. */
  #opening = false;
  /** The session before: where it was hosted, it goes on telling late guests that it has ended. */
  #ended: ActiveSession | undefined;

  readonly onDidChange = this.#onDidChange.event;
  /** Once for each session that is over here, because it ended or because the person left. */
  readonly onDidFinish = this.#onDidFinish.event;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  get active(): ActiveSession | undefined {
    return this.#active;
  }

  /** @throws {HumanError} if this window is in no session. */
  require(): ActiveSession {
    if (this.#active === undefined) {
      throw new HumanError(
        'You are not in a paired session; start one or join one with "Interpair: Join Paired Session".',
      );
    }
    return this.#active;
  }

  /** Starts a session with this person as its first driver. */
  async start(hypothesis: string, inviteOthers: boolean): Promise<ActiveSession> {
    return this.#open(async () => {
      const { machine, identity, storage } = this.#parts;
      const folder = await recordFolder(storage);
      return HostedSession.start({
        ...(await this.#person()),
        name: await identity.name(),
        hypothesis: hypothesis.trim(),
        sessionId: randomUUID(),
        turns: settings.turns(),
        journalBase: path.join(folder, recordName(hypothesis, machine.wallClock())),
        secret: inviteOthers ? newSecret() : undefined,
      });
    });
  }

  /**
   * Joins the session that an invite leads to.
   *
   * @throws {HumanError} if the text holds no invite, or its session can't be joined.
   */
  async join(inviteText: string): Promise<ActiveSession> {
    const invite = parseInvite(inviteText);
    if (!invite.ok) {
      throw new HumanError(invite.error);
    }
    return this.#open(async () =>
      JoinedSession.join({
        ...(await this.#person()),
        invite: invite.value,
        name: await this.#parts.identity.name(),
      }),
    );
  }

  /**
   * Comes back into the session that this window was in before it was reloaded, if any.
   *
   * @throws {RefusedError} if there is no way back; then it is forgotten.
   */
  async resume(): Promise<void> {
    const remembered = this.#parts.memory.recall();
    if (remembered === undefined) {
      return;
    }
    try {
      await this.#open(() => this.#reopen(remembered));
    } catch (error) {
      if (error instanceof RefusedError) {
        await this.#parts.memory.forget();
        throw error;
      }
      this.#parts.log.note('Coming back into the session', error);
      await this.#offerAnotherTry(messageForPerson(error));
    }
  }

  /** What can't be reached now may be there in a minute; only a person gives it up. */
  async #offerAnotherTry(sentence: string): Promise<void> {
    const again = 'Try again';
    const giveUp = 'Give it up';
    const picked = await vscode.window.showWarningMessage(sentence, again, giveUp);
    if (picked === again) {
      await this.resume();
    } else if (picked === giveUp && this.#active === undefined) {
      await this.#parts.memory.forget();
    }
  }

  /** Leaves; the session goes on for the others. */
  async leave(): Promise<void> {
    const active = this.require();
    try {
      // Out of reach, the others see this person as offline, which comes to the same.
      if (active.connection === 'connected') {
        await active.replica.dispatch({ type: 'leave' });
      }
    } finally {
      await this.#finish(active, 'left');
    }
  }

  /** Ends the session for everyone. */
  async end(): Promise<void> {
    await this.require().replica.dispatch({ type: 'endSession' });
  }

  dispose(): void {
    this.#activeParts.dispose();
    this.#active?.dispose();
    this.#ended?.dispose();
    this.#disposables.dispose();
  }

  async #person() {
    const { machine, identity, log } = this.#parts;
    return {
      machine,
      me: await identity.id(),
      warn: (sentence: string) => void vscode.window.showWarningMessage(noticeText(sentence)),
      report: (detail: string) => log.info(detail),
      onError: (doing: string, error: unknown) => log.note(doing, error),
    };
  }

  async #reopen(remembered: Remembered): Promise<ActiveSession> {
    const { identity, memory } = this.#parts;
    const secret = await memory.secretOf(remembered);
    const person = { ...(await this.#person()), name: await identity.name() };
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: 'Coming back into the paired session' },
      () => reopenSession(remembered, secret, person, () => this.#disposables.isDisposed),
    );
  }

  async #open<T extends ActiveSession>(open: () => Promise<T>): Promise<ActiveSession> {
    if (this.#active !== undefined) {
      throw new HumanError('You are in a paired session already; leave or end it first.');
    }
    if (this.#opening) {
      throw new HumanError('A paired session is just being opened here; try again in a minute.');
    }
    this.#opening = true;
    this.#ended?.dispose();
    this.#ended = undefined;
    try {
      const active = await open();
      if (this.#disposables.isDisposed) {
        active.dispose();
        throw new HumanError('The window closed before the session was open.');
      }
      this.#become(active);
      await this.#parts.memory.remember(active.remembered, active.invite?.secret);
      if (sessionOf(active).endedAt !== undefined) {
        await this.#finish(active, 'ended');
      }
      return active;
    } finally {
      this.#opening = false;
    }
  }

  #become(active: ActiveSession): void {
    const { machine, log } = this.#parts;
    const parts = new DisposableStore();
    this.#active = active;
    this.#activeParts = parts;
    parts.add(
      active.replica.onDidChange((change) => {
        this.#onDidChange.fire({ active, change });
        if (change.session.endedAt !== undefined) {
          log.background('Ending the session', () => this.#finish(active, 'ended'));
        }
      }),
    );
    parts.add(active.onDidChangeConnection(() => this.#onDidChange.fire({ active })));
    parts.add(
      active.onDidClose((reason) => {
        log.report('Session', new HumanError(reason));
        log.background('Closing the session', () => this.#finish(active, 'closed'));
      }),
    );
    parts.add(new TurnKeeper(active.replica, machine.timers, (error) => log.note('Turn', error)));
    this.#onDidChange.fire({ active });
  }

  async #finish(active: ActiveSession, how: FinishedSession['how']): Promise<void> {
    if (this.#active !== active) {
      return; // It ended and its connection closed: one of the two is enough.
    }
    this.#active = undefined;
    this.#activeParts.dispose();
    const { entries } = active.replica;
    const session = sessionOf(active);
    active.conclude();
    this.#ended = active;
    this.#onDidChange.fire({ active: undefined });
    this.#onDidFinish.fire({
      session,
      entries,
      how,
      ...(active.recordBase === undefined ? {} : { recordBase: active.recordBase }),
    });
    await this.#parts.memory.forget();
  }
}
