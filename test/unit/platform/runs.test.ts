import assert from 'node:assert/strict';
import { minute } from '../../../src/core/time.ts';
import { CellRuns } from '../../../src/platform/code/cellRuns.ts';
import { Runs } from '../../../src/platform/code/runs.ts';

function setUp() {
  const clock = { now: 0 };
  const runs = new Runs(() => clock.now);
  const told: string[] = [];
  runs.onDidStart(({ label }) => told.push(`start ${label}`));
  runs.onDidEnd(({ label, end }) => told.push(`${end?.outcome} ${label}`));
  return { clock, runs, told };
}

describe('the runs of a window', () => {
  it('are told when they start and end, with the time that they took', () => {
    const { clock, runs, told } = setUp();
    const [source, terminal] = [{}, {}];
    runs.start(source, terminal, { label: 'a' });
    const [run] = runs.running;
    assert.ok(run);
    assert.equal(runs.endOf(run.id), undefined);
    clock.now = 3 * minute;
    runs.end(source, 'failed');
    assert.deepEqual(told, ['start a', 'failed a']);
    assert.deepEqual(runs.endOf(run.id), { outcome: 'failed', took: 3 * minute });
    assert.deepEqual(runs.running, []);
  });

  it('end once, and only where they started', () => {
    const { runs, told } = setUp();
    const [source, terminal] = [{}, {}];
    runs.end(source, 'done');
    runs.start(source, terminal, { label: 'a' });
    runs.end(source, 'done');
    runs.endAllOf(terminal);
    assert.deepEqual(told, ['start a', 'done a']);
  });

  it('end with what they ran in, and no others do', () => {
    const { runs, told } = setUp();
    const [terminal, other] = [{}, {}];
    runs.start({}, terminal, { label: 'a' });
    runs.start({}, other, { label: 'b' });
    runs.endAllOf(terminal);
    assert.deepEqual(told, ['start a', 'start b', 'stopped a']);
  });

  it('took no less than no time when the clock was set back', () => {
    const { clock, runs } = setUp();
    const source = {};
    runs.start(source, {}, {});
    const [run] = runs.running;
    clock.now = -minute;
    runs.end(source, 'done');
    assert.equal(run?.end?.took, 0);
  });

  it('are forgotten after many others', () => {
    const { runs } = setUp();
    const ids = Array.from({ length: 200 }, () => {
      const source = {};
      runs.start(source, {}, {});
      const [run] = runs.running;
      runs.end(source, 'done');
      return run?.id ?? '';
    });
    assert.equal(runs.endOf(ids[0] ?? ''), undefined);
    assert.equal(runs.endOf(ids.at(-1) ?? '')?.outcome, 'done');
  });
});

describe('a cell of a notebook', () => {
  const cell = { index: 2, notebook: { uri: { path: '/probes/heads.ipynb' } } };
  const nothing = { executionOrder: undefined, success: undefined, timing: undefined };
  const timing = { startTime: 1, endTime: 2 };

  function follow() {
    const { runs, told } = setUp();
    const cells = new CellRuns(runs);
    return { told, changed: cells.changed.bind(cells, cell), runs };
  }

  it('runs once a kernel has come to it, until it has an outcome', () => {
    for (const [success, outcome] of [
      [true, 'done'],
      [false, 'failed'],
      [undefined, 'stopped'],
    ] as const) {
      const { told, changed } = follow();
      changed(nothing);
      changed(nothing);
      assert.deepEqual(told, []);
      changed({ ...nothing, executionOrder: 7 });
      changed({ ...nothing, executionOrder: 7 });
      changed({ executionOrder: 7, success, timing });
      assert.deepEqual(told, ['start Cell 3 of heads.ipynb', `${outcome} Cell 3 of heads.ipynb`]);
    }
  });

  it('runs again, and the run before is over then at the latest', () => {
    const { told, changed } = follow();
    for (const executionOrder of [1, 2]) {
      changed(nothing);
      changed({ ...nothing, executionOrder });
    }
    assert.deepEqual(told, [
      'start Cell 3 of heads.ipynb',
      'stopped Cell 3 of heads.ipynb',
      'start Cell 3 of heads.ipynb',
    ]);
  });

  it('is over at the latest when its kernel has come to another', () => {
    const { runs, told } = setUp();
    const cells = new CellRuns(runs);
    for (const one of [cell, { ...cell, index: 3 }]) {
      cells.changed(one, nothing);
      cells.changed(one, { ...nothing, executionOrder: 7 });
    }
    assert.deepEqual(told, [
      'start Cell 3 of heads.ipynb',
      'stopped Cell 3 of heads.ipynb',
      'start Cell 4 of heads.ipynb',
    ]);
  });

  it('does not run because its file has changed, or its output was cleared', () => {
    const { told, changed } = follow();
    changed({ ...nothing, executionOrder: 7 });
    changed(nothing);
    changed({ executionOrder: 8, success: true, timing });
    changed({ ...nothing, executionOrder: 9 });
    assert.deepEqual(told, []);
  });
});
