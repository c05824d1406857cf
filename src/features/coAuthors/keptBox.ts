import * as v from 'valibot';
import type * as vscode from 'vscode';

/** Where a workspace remembers what of its message boxes is ours, by the roots of their repositories. */
export const boxesKey = 'interpair.messageBoxes';
const boxesSchema = v.record(v.string(), v.string());

/** What of a message box is ours, remembered over a reload. */
export class KeptBox {
  readonly #state: vscode.Memento;
  readonly #key: string;

  constructor(state: vscode.Memento, key: string) {
    this.#state = state;
    this.#key = key;
  }

  get added(): string {
    return this.#boxes[this.#key] ?? '';
  }

  set added(added: string) {
    if (added !== this.added) {
      const { [this.#key]: _, ...others } = this.#boxes;
      const boxes = added === '' ? others : { ...others, [this.#key]: added };
      void this.#state.update(boxesKey, Object.keys(boxes).length === 0 ? undefined : boxes);
    }
  }

  get #boxes(): v.InferOutput<typeof boxesSchema> {
    const read = v.safeParse(boxesSchema, this.#state.get(boxesKey));
    return read.success ? read.output : {};
  }
}
