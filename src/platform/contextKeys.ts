import * as vscode from 'vscode';

/** Sets the context keys that package.json's `when` and `enablement` read, each only when it changes. */
export class ContextKeys {
  readonly #values = new Map<string, string | true>();

  /** @param value `undefined` unsets the key. */
  set(key: string, value: string | true | undefined): void {
    if (this.#values.get(key) !== value) {
      if (value === undefined) {
        this.#values.delete(key);
      } else {
        this.#values.set(key, value);
      }
      void vscode.commands.executeCommand('setContext', `interpair.${key}`, value);
    }
  }
}
