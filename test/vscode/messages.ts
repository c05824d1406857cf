import * as vscode from 'vscode';

const functions = ['showErrorMessage', 'showWarningMessage', 'showInformationMessage'] as const;

export interface Messages {
  /** What was said to the person in the current test, oldest first. */
  readonly said: readonly string[];
  /** The button that the person presses on every message that has it; none at first. */
  press: string | undefined;
}

/**
 * Hears what Interpair says in each test of the suite: extensions can't read notifications, and VS Code
 * refuses modal dialogs while tests run inside it. How they look is tested from outside, in windows.
 */
export function hearMessages(): Messages {
  const said: string[] = [];
  const messages: Messages = { said, press: undefined };
  const originals = functions.map((name) => [name, vscode.window[name]] as const);
  beforeEach(() => {
    for (const name of functions) {
      Reflect.set(vscode.window, name, (text: string, ...rest: readonly unknown[]) => {
        said.push(text);
        return Promise.resolve(rest.find((item) => item === messages.press));
      });
    }
  });
  afterEach(() => {
    for (const [name, original] of originals) {
      Reflect.set(vscode.window, name, original);
    }
    said.length = 0;
    messages.press = undefined;
  });
  return messages;
}
