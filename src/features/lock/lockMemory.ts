import * as v from 'valibot';
import type * as vscode from 'vscode';

const key = 'interpair.readOnly';

/**
 * The documents that were made read-only and not given back yet. Kept by the window: they stay so when its
 * extension host ends, and the next one gives them back.
 */
export class LockMemory {
  readonly #state: vscode.Memento;
  readonly #uris: Set<string>;

  constructor(state: vscode.Memento) {
    this.#state = state;
    const kept = v.safeParse(v.array(v.string()), state.get(key));
    this.#uris = new Set(kept.success ? kept.output : []);
  }

  get isEmpty(): boolean {
    return this.#uris.size === 0;
  }

  has(uri: vscode.Uri): boolean {
    return this.#uris.has(uri.toString());
  }

  async add(uri: vscode.Uri): Promise<void> {
    this.#uris.add(uri.toString());
    await this.#keep();
  }

  async delete(uri: vscode.Uri): Promise<void> {
    this.#uris.delete(uri.toString());
    await this.#keep();
  }

  async #keep(): Promise<void> {
    await this.#state.update(key, this.isEmpty ? undefined : [...this.#uris]);
  }
}
