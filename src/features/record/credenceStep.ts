import * as vscode from 'vscode';
import type { Credence } from '../../core/record.ts';
import { credenceText, readCredence } from '../../core/recordWords.ts';
import type { Choice, PickStep } from '../../platform/inputSteps.ts';

const credences: ReadonlyMap<Credence, string> = new Map([
  [50, 'as likely as not'],
  [60, 'a little more likely than not'],
  [70, 'likely'],
  [80, 'quite sure'],
  [90, 'sure'],
  [95, 'very sure'],
  [99, 'it would shock us if not'],
]);

/** Asks how sure someone is. What comes of it is read with `credenceOf`. */
export function credenceStep(prompt: string, skip?: string): PickStep {
  const choices = [...credences.keys()].map(choiceOf);
  return {
    key: 'credence',
    prompt,
    choices:
      skip === undefined
        ? choices
        : [{ label: skip, iconPath: new vscode.ThemeIcon('dash'), value: '' }, ...choices],
    typing: {
      read: (text) => {
        const credence = readCredence(text);
        return credence === undefined ? undefined : choiceOf(credence);
      },
      unfit: 'Type a whole number of per cent, from 0 to 100',
    },
  };
}

/** `undefined` where it was not said. */
export function credenceOf(answer: string): Credence | undefined {
  return readCredence(answer);
}

function choiceOf(credence: Credence): Choice {
  const words = credences.get(credence);
  return {
    label: credenceText(credence),
    value: String(credence),
    ...(words === undefined ? {} : { description: words }),
  };
}
