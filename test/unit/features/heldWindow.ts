import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import type { Session } from '../../../src/core/session.ts';
import { type Millis, minute } from '../../../src/core/time.ts';
import { HoldEnd } from '../../../src/features/hold/holdEnd.ts';
import { type HeldSession, HoldOffers } from '../../../src/features/hold/holdOffers.ts';
import { Alarm } from '../../../src/platform/alarm.ts';
import { type Run, Runs } from '../../../src/platform/code/runs.ts';
import type { Connection } from '../../../src/platform/session/activeSession.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { Play, start } from '../core/play.ts';

/** One person's window, in a session that Ada drives and with its own runs, at a time that only the test moves. */
export class HeldWindow {
  readonly timers = new ManualTimers();
  readonly runs = new Runs(() => this.now());
  /** The command lines of what was offered to be waited for, all that came at once in one text. */
  readonly offered: string[] = [];
  readonly errors: unknown[] = [];
  readonly #offers: HoldOffers;
  readonly #end: HoldEnd;
  readonly #play = Play.pair();
  readonly #onDidChange = new Emitter<void>();
  readonly #me: string;
  #active: HeldSession | undefined;
  #slept: Millis = 0;

  constructor(me: string) {
    this.#me = me;
    const active = () => this.#active;
    const sessions = {
      get active() {
        return active();
      },
      onDidChange: this.#onDidChange.event,
    };
    this.#offers = new HoldOffers({
      ...{ sessions, runs: this.runs, alarm: new Alarm(this.timers), patience: minute },
      now: () => this.now(),
      offer: (runs) => this.offered.push(runs.map(({ commandLine }) => commandLine).join(', ')),
    });
    this.#end = new HoldEnd(sessions, this.runs, (error) => this.errors.push(error));
  }

  /** In a session from the start on. */
  static inSession(me = 'ada'): HeldWindow {
    const window = new HeldWindow(me);
    window.become('connected');
    return window;
  }

  get turn(): Session['turn'] {
    return this.#play.now.turn;
  }

  now(): number {
    return start + this.timers.now + this.#slept;
  }

  /** Time passes while the machine sleeps: no timer moves. */
  sleep(span: Millis): void {
    this.#slept += span;
  }

  become(connection: Connection): void {
    const dispatch = async (command: SessionCommand) => {
      if (this.#active?.connection !== 'connected') {
        throw new Error('Out of reach.');
      }
      this.do(this.#me, command);
    };
    const replica = { session: this.#play.now, now: () => this.now(), dispatch };
    this.#active = { me: this.#me, connection, replica };
    this.#onDidChange.fire();
  }

  finish(): void {
    this.#active = undefined;
    this.#onDidChange.fire();
  }

  do(actor: string, command: SessionCommand): void {
    const before = this.#play.now;
    this.#play.do(actor, command, this.now());
    assert.ok(this.#play.now !== before, `${command.type} did something`);
    if (this.#active !== undefined) {
      this.become(this.#active.connection);
    }
  }

  /** Starts a command in a terminal. */
  start(commandLine: string, terminal: object = {}): Run {
    this.runs.start({}, terminal, { commandLine });
    const run = this.runs.running.at(-1);
    assert.ok(run);
    return run;
  }

  dispose(): void {
    this.#offers.dispose();
    this.#end.dispose();
  }
}
