import * as vscode from 'vscode';
import { participant } from '../../core/rotation.ts';
import { RefusedError } from '../../log/sessionLog.ts';
import type { Timers } from '../../log/timers.ts';
import { parseInvite } from '../../protocol/invite.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { HumanError, messageForPerson } from '../../util/humanError.ts';
import { lazy } from '../../util/lazy.ts';
import type { Attention } from '../attention.ts';
import type { LogChannel } from '../logChannel.ts';
import type { FinishedSession } from '../record/recordFolder.ts';
import { type ActiveSession, type SessionChange, sessionOf } from './activeSession.ts';
import { followSession } from './followSession.ts';
import type { Way } from './joinedSession.ts';
import type { SessionMemory } from './sessionMemory.ts';
import type { Arrival, OpenerParts, SessionOpener } from './sessionOpener.ts';

/** Something about the session of this window is different. */
export interface SessionsChange {
  readonly active: ActiveSession | undefined;
  /** The entry that made the difference; absent when the session itself or its connection changed. */
  readonly change?: SessionChange;
}

const closedMeanwhile = 'The window closed before the session was open.';

/** The session of this window: at most one at a time. Starts, joins, leaves, ends it, and comes back. */
export class Sessions implements Disposable {
  /** Loaded when the first session is opened. */
  readonly #opener: () => Promise<SessionOpener>;
  readonly #memory: SessionMemory;
  readonly #attention: Attention;
  readonly #timers: Timers;
  readonly #log: LogChannel;
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<SessionsChange>());
  readonly #onDidFinish = this.#disposables.add(new Emitter<FinishedSession>());
  #active: ActiveSession | undefined;
  #following: Disposable | undefined;
  /** What is on its way to becoming active; a second start or join meanwhile is refused. */
  #opening: Promise<unknown> | undefined;
  /** The session before: where it was hosted, it goes on telling late guests that it has ended. */
  #ended: ActiveSession | undefined;

  readonly onDidChange = this.#onDidChange.event;
  /** Once for each session that is over here, because it ended or because the person left. */
  readonly onDidFinish = this.#onDidFinish.event;

  constructor(parts: OpenerParts, attention: Attention) {
    this.#opener = lazy(async () => {
      const { SessionOpener } = await import('./sessionOpener.ts');
      return new SessionOpener(parts);
    });
    this.#memory = parts.memory;
    this.#attention = attention;
    this.#timers = parts.machine.timers;
    this.#log = parts.log;
  }

  get active(): ActiveSession | undefined {
    return this.#active;
  }

  /** Resolves once nothing is on its way to becoming active, as after a reload. */
  async settled(): Promise<void> {
    while (this.#opening !== undefined) {
      await this.#opening.catch(() => undefined);
    }
  }

  /** Whether this window was in a session before it was reloaded, and comes back as who was in it. */
  remembers(sessionId: string): boolean {
    return this.#memory.recall()?.sessionId === sessionId;
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

  /**
   * The session, if what is done now reaches it.
   *
   * @param then what the person does once it is back: `ask`.
   * @throws {HumanError} if this window is in no session, or has lost the connection to it.
   */
  requireConnected(then: string): ActiveSession {
    const active = this.require();
    if (active.connection !== 'connected') {
      throw new HumanError(`The connection to your partner is lost; ${then} when it is back.`);
    }
    return active;
  }

  /**
   * Starts a session with this person as its first driver.
   *
   * @param knownAs a name by which partners know them elsewhere.
   */
  async start(hypothesis: string, inviteOthers: boolean, knownAs?: string): Promise<ActiveSession> {
    const started = await this.#open(async () =>
      (await this.#opener()).start(hypothesis, inviteOthers, knownAs),
    );
    return started ?? this.require();
  }

  /**
   * Joins the session that an invite leads to; `undefined` if the person changed their mind. From a session
   * that this window has lost the connection to, an invite to the same leads back into it.
   *
   * @throws {HumanError} if the text holds no invite, or its session can't be joined.
   */
  async join(inviteText: string, arrival: Arrival): Promise<ActiveSession | undefined> {
    const invite = parseInvite(inviteText);
    if (!invite.ok) {
      throw new HumanError(invite.error);
    }
    return this.joinBy({ invite: invite.value }, arrival);
  }

  /** As `join`, by a way that was found otherwise than in an invite. */
  async joinBy(way: Way, arrival: Arrival): Promise<ActiveSession | undefined> {
    const before = this.#active;
    const isBack = before?.kind === 'joined' && sessionOf(before).id === way.invite.sessionId;
    try {
      return isBack
        ? await this.#comeBack(before, way, arrival)
        : await this.#open(async () => (await this.#opener()).join(way, arrival));
    } catch (error) {
      if (arrival.signal.aborted) {
        return undefined;
      }
      throw error;
    }
  }

  /**
   * Comes back into the session that this window was in before it was reloaded, if any.
   *
   * @throws {RefusedError} if there is no way back; then it is forgotten.
   */
  async resume(): Promise<void> {
    const remembered = this.#memory.recall();
    if (remembered === undefined || remembered.kind === 'found') {
      return;
    }
    try {
      await this.#open(async () =>
        (await this.#opener()).reopen(remembered, () => this.#disposables.isDisposed),
      );
    } catch (error) {
      if (error instanceof RefusedError) {
        await this.#memory.forget();
        throw error;
      }
      this.#log.note('Coming back into the session', error);
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
      await this.#memory.forget();
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

  /** Takes this window out of the session; its person stays, with another window of theirs. */
  async leaveWithThisWindow(): Promise<void> {
    await this.#finish(this.require(), undefined);
  }

  /** Ends the session for everyone. */
  async end(): Promise<void> {
    await this.require().replica.dispatch({ type: 'endSession' });
  }

  dispose(): void {
    this.#following?.dispose();
    this.#active?.dispose();
    this.#ended?.dispose();
    this.#disposables.dispose();
  }

  async #open(open: () => Promise<ActiveSession | undefined>): Promise<ActiveSession | undefined> {
    if (this.#active !== undefined) {
      throw new HumanError('You are in a paired session already; leave or end it first.');
    }
    if (this.#opening !== undefined) {
      throw new HumanError('A paired session is just being opened here; try again in a minute.');
    }
    this.#ended?.dispose();
    this.#ended = undefined;
    const opening = this.#openNow(open);
    this.#opening = opening;
    try {
      return await opening;
    } finally {
      this.#opening = undefined;
    }
  }

  async #openNow(
    open: () => Promise<ActiveSession | undefined>,
  ): Promise<ActiveSession | undefined> {
    const active = await open();
    if (active === undefined) {
      return undefined;
    }
    if (this.#disposables.isDisposed) {
      active.dispose();
      throw new HumanError(closedMeanwhile);
    }
    if (active.closed !== undefined) {
      active.dispose();
      throw new HumanError(active.closed);
    }
    this.#become(active);
    await this.#memory.remember(active.remembered, active.secrets);
    if (sessionOf(active).endedAt !== undefined) {
      await this.#finish(active, 'ended');
    }
    return active;
  }

  /** Into the session that is active but out of reach, by another way. */
  async #comeBack(before: ActiveSession, way: Way, arrival: Arrival): Promise<ActiveSession> {
    const session = sessionOf(before);
    if (before.connection === 'connected') {
      throw new HumanError(`You are in this session already: ${session.hypothesis}`);
    }
    const { me, isSecondWindow } = before;
    const name = participant(session, me)?.name ?? '';
    const opener = await this.#opener();
    const active = await opener.rejoin(way, arrival, { me, name, isSecondWindow });
    if (this.#disposables.isDisposed) {
      active.dispose();
      throw new HumanError(closedMeanwhile);
    }
    const current = this.#active;
    if (current !== before || active.closed !== undefined) {
      active.dispose();
      if (current !== undefined && current !== before && sessionOf(current).id === session.id) {
        return current; // Back by another way that was quicker.
      }
      throw new HumanError(active.closed ?? 'You left the session meanwhile.');
    }
    this.#following?.dispose();
    before.dispose();
    this.#become(active);
    await this.#memory.remember(active.remembered, active.secrets);
    return active;
  }

  #become(active: ActiveSession): void {
    this.#active = active;
    this.#attention.enterSession(active.me);
    this.#following = followSession(active, {
      onDidChange: (change) =>
        this.#onDidChange.fire(change === undefined ? { active } : { active, change }),
      finish: (how) => this.#finish(active, how),
      attention: this.#attention,
      timers: this.#timers,
      log: this.#log,
    });
    this.#onDidChange.fire({ active });
  }

  /** @param how absent where it goes on for this person, in another window. */
  async #finish(active: ActiveSession, how: FinishedSession['how'] | undefined): Promise<void> {
    if (this.#active !== active) {
      return; // It ended and its connection closed: one of the two is enough.
    }
    this.#active = undefined;
    this.#attention.leaveSession();
    this.#following?.dispose();
    const { entries } = active.replica;
    const session = sessionOf(active);
    active.conclude();
    this.#ended = active;
    this.#onDidChange.fire({ active: undefined });
    const { me, isSecondWindow, recordBase } = active;
    if (how !== undefined) {
      this.#onDidFinish.fire({
        ...{ me, isSecondWindow, session, entries, how },
        ...(recordBase === undefined ? {} : { recordBase }),
      });
    }
    await this.#memory.forget();
  }
}
