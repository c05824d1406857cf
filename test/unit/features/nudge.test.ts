import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { type Millis, minute } from '../../../src/core/time.ts';
import { Nudge } from '../../../src/features/questions/nudge.ts';
import { Alarm } from '../../../src/platform/alarm.ts';
import type {
  Connection,
  SessionChange,
  WatchedSession,
} from '../../../src/platform/session/activeSession.ts';
import { Emitter } from '../../../src/util/emitter.ts';
import { ManualTimers } from '../../contract/manualTimers.ts';
import { Play, start } from '../core/play.ts';

const text = 'Nothing asked for 6 minutes';
const ask = { type: 'askQuestion', id: 'q', text: 'Why?' } as const;

/** The reminder in one person's window, in a session that Ada drives, at a time that only the test moves. */
class NudgedWindow {
  readonly timers = new ManualTimers();
  readonly nudge: Nudge;
  /** What the reminder became, each time it was told. */
  readonly told: (string | undefined)[] = [];
  readonly #play = Play.pair();
  readonly #onDidChange = new Emitter<{ readonly change?: SessionChange }>();
  readonly #onDidChangeStretch = new Emitter<void>();
  readonly #me: string;
  #active: WatchedSession | undefined;
  #stretch: Millis | undefined = 6 * minute;
  #slept: Millis = 0;

  constructor(me: string) {
    this.#me = me;
    const active = () => this.#active;
    this.nudge = new Nudge(
      {
        get active() {
          return active();
        },
        onDidChange: this.#onDidChange.event,
      },
      {
        nudgeStretch: () => this.#stretch,
        onDidChangeNudgeStretch: this.#onDidChangeStretch.event,
      },
      new Alarm(this.timers),
    );
    this.nudge.onDidChange(() => this.told.push(this.nudge.text));
    this.become('connected');
  }

  /** Time passes while the machine sleeps: no timer moves. */
  sleep(span: Millis): void {
    this.#slept += span;
  }

  become(connection: Connection): void {
    const replica = { session: this.#play.now, now: () => this.#now() };
    this.#active = { me: this.#me, connection, replica };
    this.#onDidChange.fire({});
  }

  finish(): void {
    this.#active = undefined;
    this.#onDidChange.fire({});
  }

  setStretch(stretch: Millis | undefined): void {
    this.#stretch = stretch;
    this.#onDidChangeStretch.fire();
  }

  do(actor: string, command: SessionCommand): void {
    const before = this.#play.now;
    this.#play.do(actor, command, this.#now());
    const session = this.#play.now;
    const entry = this.#play.entries.at(-1);
    assert.ok(entry !== undefined && session !== before, 'something happened');
    this.#active = this.#active && {
      ...this.#active,
      replica: { session, now: () => this.#now() },
    };
    this.#onDidChange.fire({ change: { entry, before, session } });
  }

  #now(): number {
    return start + this.timers.now + this.#slept;
  }
}

describe('the reminder to ask', () => {
  it('comes once when nothing was asked for a while, and goes when something is', () => {
    const window = new NudgedWindow('grace');
    window.timers.advance(6 * minute - 1);
    assert.equal(window.nudge.text, undefined);
    window.timers.advance(2 * minute);
    assert.deepEqual(window.told, [text]);
    window.do('ada', ask);
    assert.deepEqual(window.told, [text, undefined]);
    window.timers.advance(6 * minute);
    assert.deepEqual(window.told, [text, undefined, text], 'after another stretch');
  });

  it('goes when a question is passed over, until another stretch begins', () => {
    const window = new NudgedWindow('grace');
    window.timers.advance(6 * minute);
    window.do('grace', { type: 'passQuestion', deckId: 'a' });
    assert.equal(window.nudge.text, undefined);
    window.timers.advance(minute);
    window.become('connected');
    assert.deepEqual(window.told, [text, undefined]);
    window.do('ada', { type: 'pauseTurn' });
    window.do('ada', { type: 'resumeTurn' });
    window.timers.advance(6 * minute);
    assert.equal(window.nudge.text, text);
  });

  it('does not come later for a question that is passed over before', () => {
    const window = new NudgedWindow('grace');
    window.timers.advance(5 * minute);
    window.do('grace', { type: 'passQuestion', deckId: 'a' });
    window.timers.advance(minute);
    assert.equal(window.nudge.text, text);
  });

  it('is not for the driver, unless they are alone', () => {
    const window = new NudgedWindow('ada');
    window.timers.advance(7 * minute);
    assert.deepEqual(window.told, []);
    window.do('grace', { type: 'disconnect' });
    assert.equal(window.nudge.text, text);
    window.do('grace', { type: 'join', name: 'Grace' });
    assert.equal(window.nudge.text, undefined);
  });

  it('follows the setting, and never comes where that is off', () => {
    const window = new NudgedWindow('grace');
    window.setStretch(undefined);
    window.timers.advance(10 * minute);
    assert.deepEqual(window.told, []);
    window.setStretch(12 * minute);
    window.timers.advance(2 * minute);
    assert.equal(window.nudge.text, 'Nothing asked for 12 minutes');
    window.setStretch(undefined);
    assert.equal(window.nudge.text, undefined);
    assert.equal(window.timers.count, 0);
  });

  it('comes soon after the machine wakes, if it slept through it', () => {
    const window = new NudgedWindow('grace');
    window.sleep(7 * minute);
    window.timers.advance(minute);
    assert.equal(window.nudge.text, text);
  });

  it('does not come when the turn is over by the time that the machine wakes', () => {
    const window = new NudgedWindow('grace');
    window.sleep(60 * minute);
    window.timers.advance(minute);
    assert.deepEqual(window.told, []);
  });

  it('waits while the session is out of reach', () => {
    const window = new NudgedWindow('grace');
    window.become('reconnecting');
    window.timers.advance(7 * minute);
    assert.deepEqual(window.told, []);
    window.become('connected');
    assert.equal(window.nudge.text, text);
  });

  it('goes with a pause and with the session, and leaves no timer behind', () => {
    const window = new NudgedWindow('grace');
    window.timers.advance(6 * minute);
    window.do('ada', { type: 'pauseTurn' });
    assert.equal(window.nudge.text, undefined);
    window.do('ada', { type: 'resumeTurn' });
    assert.equal(window.timers.count, 1);
    window.finish();
    assert.equal(window.timers.count, 0);
    window.become('connected');
    window.nudge.dispose();
    assert.equal(window.timers.count, 0);
    window.timers.advance(10 * minute);
    assert.deepEqual(window.told, [text, undefined]);
  });
});
