import * as vscode from 'vscode';
import { eventually } from './eventually.ts';

type Input = vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>;

/** The prompts that Interpair shows in the tests of a suite, answered by the keys of VS Code. */
export interface Inputs {
  /** Types into the prompt that asks this, and presses Enter. */
  type(prompt: RegExp, text: string): Promise<void>;
  /** Moves down the list that asks this to the entry of this label, and presses Enter. */
  pick(prompt: RegExp, label: RegExp): Promise<void>;
  /** Waits for the prompt that asks this. */
  waitFor(prompt: RegExp): Promise<Input>;
  /** Takes what a list offers first, until the prompt that asks this is there. */
  enterUntil(prompt: RegExp): Promise<void>;
  escape(): Promise<void>;
  back(): Promise<void>;
}

export function useInputs(): Inputs {
  const functions = ['createInputBox', 'createQuickPick'] as const;
  const originals = functions.map((name) => [name, vscode.window[name]] as const);
  let newest: Input | undefined;
  let accepted = 0;
  before(() => {
    for (const [name, original] of originals) {
      Reflect.set(vscode.window, name, () => {
        const input: Input = original();
        // First of all listeners: those of Interpair may dispose it.
        input.onDidAccept(() => accepted++);
        input.onDidHide(() => {
          newest = newest === input ? undefined : newest;
        });
        newest = input;
        return input;
      });
    }
  });
  after(() => {
    for (const [name, original] of originals) {
      Reflect.set(vscode.window, name, original);
    }
  });

  const waitFor = (prompt: RegExp) => eventually(() => asks(newest, prompt) && newest);

  /** Until VS Code has shown it the key goes nowhere. */
  const enter = async () => {
    const before = accepted;
    await pressEnterUntil(() => accepted > before);
  };

  return {
    waitFor,
    type: async (prompt, text) => {
      const input = await waitFor(prompt);
      // A list tells back what was typed into it, which must not come in the middle of the next text.
      let isToldBack = !('items' in input) || input.value === text;
      input.onDidChangeValue((value) => {
        isToldBack ||= value === text;
      });
      input.value = text;
      await eventually(() => isToldBack);
      await enter();
    },
    pick: async (prompt, label) => {
      const input = await waitFor(prompt);
      await eventually(async () => {
        const [active] = 'activeItems' in input ? input.activeItems : [];
        if (active !== undefined && label.test(active.label)) {
          return true;
        }
        await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
        return false;
      });
      await enter();
    },
    enterUntil: (prompt) => pressEnterUntil(() => asks(newest, prompt)),
    escape: async () => {
      await eventually(async () => {
        await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
        return newest === undefined;
      });
    },
    back: async () => {
      const left = newest;
      await eventually(async () => {
        await vscode.commands.executeCommand('workbench.action.quickInputBack');
        return newest !== left;
      });
    },
  };
}

/** Presses Enter in whatever quick input is open until the command has come to its end. */
export async function accepting(command: PromiseLike<unknown>): Promise<void> {
  let done = false;
  const finished = Promise.resolve(command).finally(() => {
    done = true;
  });
  await pressEnterUntil(() => done);
  await finished;
}

async function pressEnterUntil(isDone: () => boolean): Promise<void> {
  await eventually(async () => {
    if (!isDone()) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    return isDone();
  });
}

function asks(input: Input | undefined, prompt: RegExp): boolean {
  const asked = input === undefined ? [] : ['prompt' in input && input.prompt, input.placeholder];
  return asked.some((text) => typeof text === 'string' && prompt.test(text));
}
