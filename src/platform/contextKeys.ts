import * as vscode from 'vscode';

/** Sets the context keys that package.json's `when` and `enablement` read, each only when it changes. */
export class ContextKeys {
  readonly #values = new Map<string, string | boolean>();

  set(key: string, value: string | boolean): void {
    if (this.#values.get(key) !== value) {
      this.#values.set(key, value);
      void vscode.commands.executeCommand('setContext', `interpair.${key}`, value);
    }
  }
}
