import type { SessionCommand } from '../../src/core/command.ts';
import type { ParticipantId } from '../../src/core/participant.ts';
import type { TurnSettings } from '../../src/core/turn.ts';
import { loopback } from '../../src/log/bindAddress.ts';
import type { Consent } from '../../src/log/server/sessionServer.ts';
import { RefusedError } from '../../src/log/sessionLog.ts';
import { TurnedAwayError } from '../../src/log/turnedAwayError.ts';
import type { ActiveSession } from '../../src/platform/session/activeSession.ts';
import { HostedSession } from '../../src/platform/session/hostedSession.ts';
import { JoinedSession } from '../../src/platform/session/joinedSession.ts';
import {
  type Reopenable,
  reopenSession,
  type SessionWindow,
} from '../../src/platform/session/reopenSession.ts';
import type { SessionCredentials } from '../../src/platform/session/sessionCredentials.ts';
import { TurnKeeper } from '../../src/platform/session/turnKeeper.ts';
import type { Invite } from '../../src/protocol/invite.ts';
import { DisposableStore } from '../../src/util/disposable.ts';
import { HumanError } from '../../src/util/humanError.ts';
import type { SimulatedMachine } from './simulatedMachine.ts';
import type { SimulatedNetwork } from './simulatedNetwork.ts';
import { SimulatedProcess } from './simulatedProcess.ts';
// What the product loads when it is first used is there from the start: loading takes no simulated time.
import '../../src/log/remote/remoteLog.ts';
import '../../src/log/server/certificate.ts';
import '../../src/platform/session/sessionDoor.ts';

/** What happens in a window that others want to know of. */
export interface WindowWitness {
  /** Asks the person whether someone may come in. */
  readonly consent: (process: SimulatedProcess) => Consent;
  readonly report: (window: Window, detail: string) => void;
  /** A session is about to be opened. */
  readonly onOpening: (window: Window) => void;
  /** The session that it was in is over here. */
  readonly onFinish: (window: Window) => void;
  /** Something that no person could be told: a defect. */
  readonly onDefect: (doing: string, error: unknown) => void;
}

/**
 * A person's editor window, one process after the other: does with sessions what `Sessions` and
 * `SessionOpener` do in the editor, and remembers from one process to the next what they remember.
 */
export class Window {
  readonly id: string;
  readonly computer: SimulatedMachine;
  readonly #network: SimulatedNetwork;
  readonly #witness: WindowWitness;
  process: SimulatedProcess | undefined;
  active: ActiveSession | undefined;
  isOpening = false;
  remembered: Reopenable | undefined;
  /** The session was seen to end here. */
  hasEnded = false;
  /** The commands that were given and not answered yet, in the process that runs. */
  readonly unanswered = new Set<SessionCommand>();
  #secrets: string | undefined;
  readonly #passes = new Map<ParticipantId, string>();
  #me: ParticipantId;
  #identities = 1;
  #parts = new DisposableStore();
  #ended: ActiveSession | undefined;

  constructor(
    id: string,
    computer: SimulatedMachine,
    network: SimulatedNetwork,
    witness: WindowWitness,
  ) {
    this.id = id;
    this.#me = id;
    this.computer = computer;
    this.#network = network;
    this.#witness = witness;
  }

  /** Who sits here: `guest1`, and `guest1#2` if they had to come again as someone new. */
  get me(): ParticipantId {
    return this.#me;
  }

  get isRunning(): boolean {
    return this.process !== undefined;
  }

  get isConnected(): boolean {
    return this.active?.connection === 'connected';
  }

  open(): void {
    this.process ??= new SimulatedProcess(this.computer, this.#network);
  }

  start(turns: TurnSettings, sessionId: string, credentials: SessionCredentials): void {
    this.#become('Starting', (window) =>
      HostedSession.start({
        ...window,
        ...{ me: this.me, name: nameOf(this.me), hypothesis: 'It is real.', turns },
        ...{ sessionId, credentials, bind: loopback, journalBase: '/journal' },
      }),
    );
  }

  join(invite: Invite): void {
    this.#become('Joining', async (window) => {
      try {
        return await this.#join(window, invite);
      } catch (error) {
        if (error instanceof TurnedAwayError && error.reason === 'notYou') {
          this.#me = `${this.id}#${++this.#identities}`;
          return this.#join(window, invite);
        }
        throw error;
      }
    });
  }

  /** Comes back into the session that it was in. */
  reopen(remembered: Reopenable): void {
    const { process } = this;
    const kept = { secrets: this.#secrets, pass: this.#passes.get(remembered.me) };
    this.#become('Coming back', (window) =>
      reopenSession(remembered, kept, window, () => process !== this.process),
    );
  }

  /** @throws {HumanError} as `SessionReplica.dispatch` does. */
  async dispatch(command: SessionCommand): Promise<void> {
    const { active, process } = this;
    if (active === undefined) {
      throw new HumanError('This window is in no session.');
    }
    this.unanswered.add(command);
    try {
      await active.replica.dispatch(command);
    } finally {
      if (process === this.process) {
        this.unanswered.delete(command);
      }
    }
  }

  async leave(): Promise<void> {
    const { active } = this;
    if (active !== undefined) {
      try {
        if (active.connection === 'connected' && !active.isSecondWindow) {
          await this.dispatch({ type: 'leave' });
        }
      } finally {
        this.#finish(active);
      }
    }
  }

  /** The process dies where it stands; what it left is in the hands of its operating system. */
  crash(): void {
    this.process?.die();
    this.#forget();
  }

  /** The window closes in good order; its process goes on for a moment, in milliseconds. */
  close(untilGone: number): void {
    const { process } = this;
    this.#parts.dispose();
    this.active?.dispose();
    this.#ended?.dispose();
    this.#forget();
    process?.computer.scheduler.after(untilGone, () => process.die());
  }

  #forget(): void {
    this.process = undefined;
    this.active = undefined;
    this.#ended = undefined;
    this.isOpening = false;
    this.unanswered.clear();
    this.#parts = new DisposableStore();
  }

  async #join(window: SessionWindow, invite: Invite): Promise<ActiveSession> {
    const { me, process } = this;
    const pass = this.#passes.get(me);
    const joined = await JoinedSession.join({
      ...window,
      way: { invite },
      me,
      name: nameOf(me),
      pass,
    });
    if (joined.pass !== undefined && process === this.process) {
      this.#passes.set(me, joined.pass);
    }
    return joined;
  }

  #note(doing: string, error: unknown): void {
    if (!(error instanceof HumanError)) {
      this.#witness.onDefect(`${this.id}: ${doing}`, error);
    }
  }

  #become(doing: string, open: (window: SessionWindow) => Promise<ActiveSession>): void {
    const { process } = this;
    if (process === undefined || this.active !== undefined || this.isOpening) {
      return;
    }
    this.isOpening = true;
    this.#witness.onOpening(this);
    this.#ended?.dispose();
    this.#ended = undefined;
    const window: SessionWindow = {
      machine: process,
      bindAddress: () => loopback,
      consent: this.#witness.consent(process),
      warn: (sentence) => this.#witness.report(this, sentence),
      report: (detail) => this.#witness.report(this, detail),
      onError: (what, error) => this.#note(what, error),
    };
    open(window).then(
      (active) => this.#opened(process, active),
      (error: unknown) => this.#notOpened(process, doing, error),
    );
  }

  #opened(process: SimulatedProcess, active: ActiveSession): void {
    if (process !== this.process) {
      active.dispose(); // The window closed meanwhile.
      return;
    }
    this.isOpening = false;
    if (active.closed !== undefined) {
      active.dispose(); // It was closed while it opened.
      this.#witness.report(this, active.closed);
      return;
    }
    this.active = active;
    // No code is shared in here, with which a session could be found.
    this.remembered = active.remembered.kind === 'found' ? undefined : active.remembered;
    this.#secrets = active.secrets;
    const parts = new DisposableStore();
    this.#parts = parts;
    parts.add(
      active.replica.onDidChange(({ entry: { event, actor }, session }) => {
        const hasLeft = event.type === 'participantLeft' && actor === active.me;
        if (hasLeft || session.endedAt !== undefined) {
          this.#finish(active);
        }
      }),
    );
    parts.add(
      active.onDidClose((reason) => {
        this.#witness.report(this, reason);
        this.#finish(active);
      }),
    );
    const { timers } = process;
    parts.add(new TurnKeeper(active.replica, timers, (error) => this.#note('Turn', error)));
    if (active.replica.session?.endedAt !== undefined) {
      this.#finish(active);
    }
  }

  #notOpened(process: SimulatedProcess, doing: string, error: unknown): void {
    if (process === this.process) {
      this.isOpening = false;
      this.#note(doing, error);
      if (error instanceof RefusedError) {
        this.remembered = undefined;
        this.#witness.report(this, error.message);
      }
    }
  }

  #finish(active: ActiveSession): void {
    if (this.active === active) {
      this.#witness.onFinish(this);
      this.hasEnded ||= active.replica.session?.endedAt !== undefined;
      this.active = undefined;
      this.#parts.dispose();
      active.conclude();
      this.#ended = active;
      this.remembered = undefined;
    }
  }
}

export function nameOf(participant: ParticipantId): string {
  return `Name of ${participant}`;
}
