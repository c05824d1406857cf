import type { Runs } from './runs.ts';

/** As much of a cell as matters here. */
export interface RunnableCell {
  readonly index: number;
  readonly notebook: { readonly uri: { readonly path: string } };
}

/** What VS Code knows of the last run of a cell; it may give `null` where it has nothing. */
export interface RunOfCell {
  readonly executionOrder?: number | undefined;
  readonly success?: boolean | undefined;
  readonly timing?: object | undefined;
}

/**
 * Follows the cells of notebooks as they run. VS Code tells of no start, and of times only once there is
 * an end; but whatever a cell had of its last run is gone when it is queued, and a kernel that comes to it
 * gives it a number. Where a kernel is killed there may be nothing to see, until it comes to another cell.
 */
export class CellRuns {
  readonly #runs: Runs;
  readonly #queued = new WeakSet<RunnableCell>();

  constructor(runs: Runs) {
    this.#runs = runs;
  }

  /** What is known of the run of a cell is different. */
  changed(cell: RunnableCell, { executionOrder, success, timing }: RunOfCell): void {
    if (typeof success === 'boolean' || timing) {
      this.#queued.delete(cell);
      this.#runs.end(cell, success === true ? 'done' : success === false ? 'failed' : 'stopped');
    } else if (typeof executionOrder !== 'number') {
      this.#queued.add(cell);
      this.#runs.end(cell, 'stopped');
    } else if (this.#queued.delete(cell)) {
      const file = cell.notebook.uri.path.split('/').at(-1);
      // A kernel runs one at a time.
      this.#runs.endAllOf(cell.notebook);
      this.#runs.start(cell, cell.notebook, { label: `Cell ${cell.index + 1} of ${file}` });
    }
  }
}
