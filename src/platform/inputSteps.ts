import * as vscode from 'vscode';
import { limits } from '../protocol/limits.ts';
import { DisposableStore } from '../util/disposable.ts';
import type { Draft } from './drafts.ts';

interface AnyStep {
  readonly key: string;
  /** Whether it is asked at all, after what was answered before; absent where it always is. */
  readonly isAsked?: (draft: Draft) => boolean;
}

/** A prompt to type a text at. */
export interface TextStep extends AnyStep {
  /** The question, which stands under the box. */
  readonly prompt: string;
  /** Stands in the box while nothing is typed. */
  readonly example: string;
  /** What to say to whoever presses Enter on nothing; a step without it can be skipped. */
  readonly required?: string;
}

/** A prompt to pick from a list. */
export interface PickStep extends AnyStep {
  /** The question, which stands in the box. */
  readonly prompt: string;
  readonly choices: readonly Choice[];
  /** For what may be typed instead of picked. */
  readonly typing?: {
    /** What the text means; `undefined` if nothing. */
    readonly read: (text: string) => Choice | undefined;
    /** What to say to a text that means nothing. */
    readonly unfit: string;
  };
}

export interface Choice extends vscode.QuickPickItem {
  readonly value: string;
  /** Asks for the value when it is picked; `undefined` if the person thought better of it. */
  readonly ask?: () => Promise<string | undefined>;
}

export type Step = TextStep | PickStep;

/** Where the person goes from a step: on, back, or out. */
type Way = 'on' | 'back' | 'out';

/**
 * Asks one thing after the other, with a way back. What is typed goes into the draft at every key, and
 * what the draft holds already is offered: whoever presses Escape finds it again the next time.
 *
 * @returns whether the person went through to the end.
 */
export async function askSteps(
  title: string,
  steps: readonly Step[],
  draft: Draft,
): Promise<boolean> {
  let index = 0;
  let way: Way = 'on';
  for (let step = steps[index]; step !== undefined; step = steps[index]) {
    const place = { title, step: index + 1, totalSteps: steps.length };
    if (step.isAsked?.(draft) !== false) {
      way =
        'choices' in step ? await askChoice(step, place, draft) : await askText(step, place, draft);
    }
    if (way === 'out') {
      return false;
    }
    index += way === 'on' ? 1 : -1;
  }
  return true;
}

/** What was typed, each text below its prompt, to paste elsewhere; empty if nothing was typed. */
export function typedText(steps: readonly Step[], draft: Draft): string {
  return steps
    .filter(({ key }) => draft.text(key).trim() !== '')
    .map(({ key, prompt }) => `${prompt}\n${draft.text(key).trim()}`)
    .join('\n\n');
}

interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly totalSteps: number;
}

function askText(step: TextStep, place: StepPlace, draft: Draft): Promise<Way> {
  const box = vscode.window.createInputBox();
  box.prompt = step.required === undefined ? `${step.prompt} (optional)` : step.prompt;
  box.placeholder = `For example: ${step.example}`;
  box.value = draft.text(step.key);
  box.valueSelection = [box.value.length, box.value.length];
  const say = (objection: string | undefined) => {
    box.validationMessage = objection;
  };
  return ask(box, place, (parts, leave) => {
    parts.add(
      box.onDidChangeValue((text) => {
        draft.keep(step.key, text);
        say(tooLong(text));
      }),
    );
    parts.add(
      box.onDidAccept(() => {
        const objection =
          tooLong(box.value) ?? (box.value.trim() === '' ? step.required : undefined);
        draft.keep(step.key, box.value);
        if (objection === undefined) {
          leave('on');
        } else {
          say(objection);
        }
      }),
    );
  });
}

async function askChoice(step: PickStep, place: StepPlace, draft: Draft): Promise<Way> {
  const { key, prompt, choices, typing } = step;
  const list = vscode.window.createQuickPick<Choice>();
  list.placeholder = prompt;
  list.items = choices;
  list.matchOnDescription = true;
  const before = draft.text(key);
  const known = choices.find(({ value }) => value === before);
  const typedBefore = known === undefined ? typing?.read(before) : undefined;
  if (typedBefore !== undefined) {
    list.items = [typedBefore, ...choices];
  }
  list.activeItems = [typedBefore ?? known ?? choices[0]].filter((item) => item !== undefined);
  let picked: Choice | undefined;
  const way = await ask(list, place, (parts, leave) => {
    if (typing !== undefined) {
      parts.add(
        list.onDidChangeValue((text) => {
          list.items = text.trim() === '' ? choices : [shownFor(typing, text)];
        }),
      );
    }
    parts.add(
      list.onDidAccept(() => {
        // The list may still be the one from before the last key.
        const typed = typing !== undefined && list.value.trim() !== '';
        picked = typed ? typing.read(list.value) : list.activeItems[0];
        if (picked !== undefined) {
          leave('on');
        }
      }),
    );
  });
  if (way !== 'on' || picked === undefined) {
    return way;
  }
  const value = picked.ask === undefined ? picked.value : await picked.ask();
  if (value === undefined) {
    return askChoice(step, place, draft);
  }
  draft.keep(key, value);
  return 'on';
}

/** What the list holds while a text stands in the box. */
function shownFor({ read, unfit }: NonNullable<PickStep['typing']>, text: string): Choice {
  const objection = { label: unfit, iconPath: new vscode.ThemeIcon('warning'), value: '' };
  return { ...(read(text) ?? objection), alwaysShow: true };
}

/** Shows a prompt until the person leaves it, one way or another. */
function ask(
  input: vscode.InputBox | vscode.QuickPick<Choice>,
  { title, step, totalSteps }: StepPlace,
  listen: (parts: DisposableStore, leave: (way: Way) => void) => void,
): Promise<Way> {
  input.title = title;
  input.ignoreFocusOut = true;
  if (totalSteps > 1) {
    input.step = step;
    input.totalSteps = totalSteps;
  }
  if (step > 1) {
    input.buttons = [vscode.QuickInputButtons.Back];
  }
  return new Promise((resolve) => {
    const parts = new DisposableStore();
    parts.add(input);
    const leave = (way: Way) => {
      resolve(way);
      // Its listeners go first, so that hiding it is not taken for Escape.
      parts.dispose();
    };
    parts.add(input.onDidTriggerButton(() => leave('back')));
    parts.add(input.onDidHide(() => leave('out')));
    listen(parts, leave);
    input.show();
  });
}

function tooLong({ length }: string): string | undefined {
  const most = limits.text;
  return length > most
    ? `The record takes ${most} characters and this is ${length}; shorten it by ${length - most}.`
    : undefined;
}
