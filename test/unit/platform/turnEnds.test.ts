import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { type Millis, minute, second } from '../../../src/core/time.ts';
import type { TurnSettings } from '../../../src/core/turn.ts';
import { Alarm } from '../../../src/platform/alarm.ts';
import type { Connection, WatchedSession } from '../../../src/platform/session/activeSession.ts';
import { TurnEnds } from '../../../src/platform/session/turnEnds.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { asking, Play, start, swapping } from '../core/play.ts';

/** A window in a session that Ada drives for 15 minutes, at a time that only the test moves. */
class TimedWindow {
  readonly timers = new ManualTimers();
  /** The names of what has ended, as they are told. */
  readonly ended: string[] = [];
  connection: Connection = 'connected';
  readonly #play: Play;
  readonly #onDidChange = new Emitter<void>();
  #active: WatchedSession | undefined;
  #slept: Millis = 0;

  constructor(turns: TurnSettings = asking) {
    this.#play = Play.pair(turns);
    const session = () => this.#play.now;
    const connection = () => this.connection;
    const active = () => this.#active;
    this.#active = {
      me: 'ada',
      get connection() {
        return connection();
      },
      replica: {
        get session() {
          return session();
        },
        now: () => this.#now(),
      },
    };
    const ends = new TurnEnds(
      {
        get active() {
          return active();
        },
        onDidChange: this.#onDidChange.event,
      },
      new Alarm(this.timers),
    );
    ends.onDidEnd(({ name }) => this.ended.push(name));
  }

  do(command: SessionCommand): void {
    this.#play.do('grace', command, this.#now());
    this.#onDidChange.fire();
  }

  /** A partner whose clock runs ahead notices first. */
  noticeAhead(span: Millis): void {
    this.#play.do('grace', { type: 'expireTurn', turn: 2 }, this.#now() + span);
    this.#onDidChange.fire();
  }

  leave(): void {
    this.#active = undefined;
    this.#onDidChange.fire();
  }

  /** Time passes while the machine sleeps: no timer moves. */
  sleep(span: Millis): void {
    this.#slept += span;
  }

  #now(): number {
    return start + this.timers.now + this.#slept;
  }
}

describe('the end of a turn or a break', () => {
  it('is told at its time, once, whoever notices it in the log and whatever comes before', () => {
    const window = new TimedWindow();
    window.timers.advance(15 * minute - 1);
    assert.deepEqual(window.ended, []);
    window.timers.advance(1);
    window.do({ type: 'askQuestion', id: 'q', text: 'Why?' });
    window.do({ type: 'expireTurn', turn: 2 });
    window.timers.advance(30 * minute);
    assert.equal(window.ended.length, 1);
  });

  it('is told where a partner notices it a moment before', () => {
    const window = new TimedWindow();
    window.timers.advance(15 * minute - 200);
    window.noticeAhead(200);
    window.timers.advance(minute);
    assert.equal(window.ended.length, 1);
  });

  it('is told again where a turn that was extended ends at last', () => {
    const window = new TimedWindow();
    window.timers.advance(10 * minute);
    window.do({ type: 'extendTurn', by: 5 * minute });
    window.timers.advance(9 * minute);
    assert.deepEqual(window.ended, []);
    window.timers.advance(minute);
    window.do({ type: 'expireTurn', turn: 2 });
    window.do({ type: 'extendTurn', by: 5 * minute });
    window.timers.advance(5 * minute);
    assert.equal(window.ended.length, 2);
    assert.equal(new Set(window.ended).size, 2);
  });

  it('is told of a break as well', () => {
    for (const turns of [asking, swapping]) {
      const window = new TimedWindow(turns);
      window.do({ type: 'takeBreak', turn: 2 });
      window.timers.advance(5 * minute - 1);
      assert.deepEqual(window.ended, []);
      window.timers.advance(1);
      window.do({ type: 'endBreak', turn: 2 });
      assert.equal(window.ended.length, 1);
    }
  });

  it('is not told where someone swaps, pauses, holds or goes on a break before', () => {
    for (const command of [
      { type: 'swapRoles', turn: 2 },
      { type: 'pauseTurn' },
      { type: 'holdTurn' },
      { type: 'takeBreak', turn: 2 },
      { type: 'endSession' },
    ] as const) {
      const window = new TimedWindow();
      window.timers.advance(14 * minute);
      window.do(command);
      window.timers.advance(2 * minute);
      assert.deepEqual(window.ended, [], command.type);
    }
  });

  it('is not told late, to someone who opens a laptop', () => {
    const window = new TimedWindow();
    window.timers.advance(minute);
    window.sleep(60 * minute);
    window.timers.advance(minute);
    window.do({ type: 'expireTurn', turn: 2 });
    assert.deepEqual(window.ended, []);
  });

  it('is not told to whoever is out of reach, or has left', () => {
    const away = new TimedWindow();
    away.connection = 'reconnecting';
    away.timers.advance(16 * minute);
    assert.deepEqual(away.ended, []);
    const left = new TimedWindow();
    left.timers.advance(15 * minute - second);
    left.leave();
    left.timers.advance(minute);
    assert.deepEqual(left.ended, []);
    assert.equal(left.timers.count, 0);
  });
});
