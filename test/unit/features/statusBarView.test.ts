import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { minute, second } from '../../../src/core/time.ts';
import { statusBarView } from '../../../src/features/statusBar/statusBarView.ts';
import { asking, Play, start } from '../core/play.ts';

const time = (at: number) => `+${(at - start) / minute}`;
const connected = { connection: 'connected', callers: [], time } as const;
const reconnecting = { ...connected, connection: 'reconnecting' } as const;

/** At the start of a turn of 15 minutes that Ada drives. */
const running = Play.pair().now;

describe('the status bar item', () => {
  it('shows the role of the person and the time that everyone has', () => {
    const at = start + 2 * minute + 20 * second;
    assert.equal(statusBarView(running, 'ada', at, connected).text, '$(keyboard) Driver 12:40');
    assert.equal(
      statusBarView(running, 'grace', at, connected).text,
      '$(telescope) Navigator 12:40',
    );
  });

  it('warns in the last minute, and not before', () => {
    const urgency = (at: number) => statusBarView(running, 'ada', at, connected).urgency;
    assert.equal(urgency(start + 14 * minute - 1), 'calm');
    assert.equal(urgency(start + 14 * minute), 'warning');
  });

  it('says who wants to join, and keeps the clock', () => {
    const at = start + 2 * minute + 20 * second;
    const callers = ['Grace', 'Lin'];
    const view = statusBarView(running, 'ada', at, { ...connected, callers });
    assert.equal(view.text, '$(person-add) Driver 12:40');
    assert.match(view.tooltip, /^Grace and Lin want to join\./);
    assert.match(view.label, /, Grace and Lin want to join$/);
  });

  it('counts up in overtime', () => {
    const view = statusBarView(running, 'ada', start + 17 * minute + 10 * second, connected);
    assert.equal(view.text, '$(watch) Swap +02:10');
    assert.equal(view.urgency, 'overtime');
  });

  it('stands still while the turn is paused', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + 5 * minute);
    const view = statusBarView(play.now, 'ada', start + 99 * minute, connected);
    assert.equal(view.text, '$(debug-pause) Driver 10:00');
    assert.equal(view.label, 'Interpair, driver, paused with 10 minutes left');
  });

  it('says that the connection is lost and keeps the clock', () => {
    const view = statusBarView(running, 'grace', start, reconnecting);
    assert.equal(view.text, '$(sync~spin) Navigator 15:00');
    assert.match(view.tooltip, /Connection lost/);
  });

  it('is spoken in minutes, so that a screen reader is not told every second', () => {
    const labels = new Set<string>();
    for (let at = start; at < start + minute; at += second) {
      labels.add(statusBarView(running, 'ada', at, connected).label);
    }
    assert.deepEqual([...labels], ['Interpair, driver, 15 minutes left']);
  });

  it('is spoken to the minute also in a turn of hours', () => {
    const long = Play.pair({ ...asking, length: 150 * minute });
    const { label } = statusBarView(long.now, 'ada', start, connected);
    assert.equal(label, 'Interpair, driver, 2 hours 30 minutes left');
  });

  it('warns for no longer than the last fifth of a short turn', () => {
    const brief = Play.pair({ ...asking, length: minute }).now;
    const urgency = (at: number) => statusBarView(brief, 'ada', at, connected).urgency;
    assert.equal(urgency(start + 48 * second - 1), 'calm');
    assert.equal(urgency(start + 48 * second), 'warning');
  });

  it('counts up while the turn is held, and says for what', () => {
    const play = Play.pair();
    play.do('ada', { type: 'holdTurn', what: 'train.py' }, start + 3 * minute);
    const view = statusBarView(play.now, 'ada', start + 6 * minute + 12 * second, connected);
    assert.equal(view.text, '$(sync~spin) Held 03:12');
    assert.equal(view.urgency, 'calm');
    assert.equal(view.label, 'Interpair, driver, held for 3 minutes, 12 minutes left');
    assert.match(
      view.tooltip,
      /\nYou drive; the turn is held for train\.py, with 12 minutes left;/,
    );
  });

  it('counts a hold from nothing where a clock lags behind', () => {
    const play = Play.pair();
    play.do('ada', { type: 'holdTurn' }, start);
    assert.equal(
      statusBarView(play.now, 'ada', start - 90, connected).text,
      '$(sync~spin) Held 00:00',
    );
  });

  it('counts a break down, and up once it is over', () => {
    const play = Play.pair();
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + 10 * minute);
    const during = statusBarView(play.now, 'ada', start + 10 * minute + 50 * second, connected);
    assert.deepEqual([during.text, during.urgency], ['$(coffee) Break 04:10', 'calm']);
    assert.equal(during.label, 'Interpair, on a break, 5 minutes left');
    const after = statusBarView(play.now, 'grace', start + 16 * minute + 10 * second, connected);
    assert.deepEqual([after.text, after.urgency], ['$(coffee) Break +01:10', 'overtime']);
    assert.equal(after.label, 'Interpair, break over for 1 minute');
    assert.match(after.tooltip, /\nBreak until \+15; you are next\.$/);
  });

  it('says that the turn is paused because the driver is gone', () => {
    const play = Play.pair();
    play.do('ada', { type: 'disconnect' }, start + minute);
    play.do('grace', { type: 'pauseForAbsence', turn: 2 }, start + 1.5 * minute);
    const view = statusBarView(play.now, 'grace', start + 9 * minute, connected);
    assert.equal(view.text, '$(debug-pause) Navigator 13:30');
    assert.match(view.label, /, paused as the driver is offline, 14 minutes left$/);
    assert.match(
      view.tooltip,
      /\nAda has been offline since \+1, so the turn is paused; you are next\.$/,
    );
  });

  it('tells the break and the end that are planned', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planBreak', planned: true }, start);
    play.do('ada', { type: 'planEnd', at: start + 60 * minute }, start);
    assert.equal(
      statusBarView(play.now, 'grace', start, connected).tooltip,
      [
        'Do induction heads form before layer 2?',
        'Ada drives until +15; you are next.',
        'A break comes after this turn.',
        'The session is to end at +60.',
      ].join('\n'),
    );
  });

  it('is spoken alike for a minute in every state', () => {
    const states: Readonly<Record<string, SessionCommand>> = {
      held: { type: 'holdTurn' },
      break: { type: 'takeBreak', turn: 2 },
      paused: { type: 'pauseTurn' },
      overtime: { type: 'expireTurn', turn: 2 },
    };
    const end = start + 15 * minute;
    for (const [state, command] of Object.entries(states)) {
      const play = Play.pair();
      play.do('ada', command, end);
      const labels = new Set<string>();
      for (let at = end; at < end + 10 * minute; at += second) {
        labels.add(statusBarView(play.now, 'ada', at, connected).label);
      }
      assert.ok(labels.size <= 11, `${state}: ${[...labels].join('; ')}`);
    }
  });

  it('tells two people of one name apart', () => {
    const play = Play.pair();
    play.do('lin', { type: 'join', name: 'grace ' }, start);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start);
    const { tooltip } = statusBarView(play.now, 'ada', start, connected);
    assert.match(tooltip, /\nGrace drives until \+15; grace \(2\) is next\.$/);
  });

  it('says who drives and who is next', () => {
    const { tooltip } = statusBarView(running, 'grace', start, connected);
    assert.equal(
      tooltip,
      'Do induction heads form before layer 2?\nAda drives until +15; you are next.',
    );
  });
});
