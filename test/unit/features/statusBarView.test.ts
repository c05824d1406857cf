import assert from 'node:assert/strict';
import { minute, second } from '../../../src/core/time.ts';
import { statusBarView } from '../../../src/features/statusBar/statusBarView.ts';
import { Play, start } from '../core/play.ts';

const connected = { connection: 'connected', callers: [] } as const;
const reconnecting = { connection: 'reconnecting', callers: [] } as const;

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
    const view = statusBarView(running, 'ada', at, { connection: 'connected', callers });
    assert.equal(view.text, '$(person-add) Driver 12:40');
    assert.match(view.tooltip, /^Grace, Lin want to join\./);
    assert.match(view.label, /, Grace, Lin want to join$/);
  });

  it('counts up in overtime', () => {
    const view = statusBarView(running, 'ada', start + 17 * minute + 10 * second, connected);
    assert.equal(view.text, '$(watch) Swap +2:10');
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

  it('says who drives and who is next', () => {
    const { tooltip } = statusBarView(running, 'grace', start, connected);
    assert.equal(tooltip, 'Do induction heads form before layer 2?\nAda drives; you are next.');
  });
});
