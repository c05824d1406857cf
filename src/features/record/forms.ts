import * as vscode from 'vscode';
import type { Place } from '../../core/question.ts';
import {
  type Prediction,
  predictionOutcomes,
  type RetroPrompt,
  retroPrompts,
} from '../../core/record.ts';
import { credenceText, retroQuestion } from '../../core/recordWords.ts';
import type { Session } from '../../core/session.ts';
import type { Draft } from '../../platform/drafts.ts';
import type { TextStep } from '../../platform/inputSteps.ts';
import { cutShort } from '../../util/cutShort.ts';
import { credenceOf, credenceStep } from './credenceStep.ts';
import { figureSteps } from './figureStep.ts';
import type { Form } from './recordDesk.ts';

/** Longer predictions are cut in the title of a prompt. */
const longestTitle = 80;

/** What one expects to see, before one looks. */
export function predictionForm(place: Place | undefined): Form {
  return {
    title: 'Record a prediction',
    name: 'prediction',
    command: 'Record Prediction',
    steps: [
      {
        key: 'text',
        prompt: 'What do we expect to see, before we look?',
        example: 'Layer-1 heads score above 0.7 on repeated random tokens',
        required: 'Type what you expect to see.',
      },
      credenceStep('How sure are we? Pick, or type a number from 0 to 100'),
    ],
    toRecord: (draft) => {
      const credence = credenceOf(draft.text('credence'));
      return credence === undefined
        ? []
        : [
            {
              type: 'recordPrediction',
              id: draft.id,
              text: draft.text('text').trim(),
              credence,
              ...pinned(place),
            },
          ];
    },
  };
}

const noteStep: TextStep = {
  key: 'note',
  prompt: 'What came instead, or with it?',
  example: 'Only heads 1.4 and 1.11 do; the others stay below 0.2',
};

/** What came instead of a prediction of which it is said already that it did not come true. */
export function insteadForm(prediction: Prediction): Form {
  return {
    ...settlingForm(prediction),
    steps: [noteStep],
    toRecord: (draft) => [
      { type: 'settlePrediction', id: prediction.id, outcome: 'failed', ...texts(draft, 'note') },
    ],
  };
}

/** What came of a prediction. */
export function settlingForm({ id, text, credence }: Prediction): Form {
  return {
    title: `Settle: ${cutShort(text, longestTitle)} (${credenceText(credence)})`,
    name: `settle/${id}`,
    command: 'Settle Prediction',
    steps: [
      {
        key: 'outcome',
        prompt: 'What came?',
        choices: [
          { label: 'It came true', iconPath: new vscode.ThemeIcon('pass'), value: 'cameTrue' },
          {
            label: 'It did not come true',
            iconPath: new vscode.ThemeIcon('error'),
            value: 'failed',
          },
          {
            label: 'Unclear',
            iconPath: new vscode.ThemeIcon('question'),
            description: 'the run does not decide it',
            value: 'unclear',
          },
        ],
      },
      noteStep,
    ],
    toRecord: (draft) => {
      const outcome = predictionOutcomes.find((known) => known === draft.text('outcome'));
      return outcome === undefined
        ? []
        : [{ type: 'settlePrediction', id, outcome, ...texts(draft, 'note') }];
    },
  };
}

/** What the pair found out. */
export function findingForm({ results }: Session, place: Place | undefined): Form {
  return {
    title: 'Record a finding',
    name: 'finding',
    command: 'Record Finding',
    steps: [
      {
        key: 'text',
        prompt: 'What did we find, in one sentence that could be false?',
        example: 'Head 1.4 attends to the token after the previous occurrence',
        required: 'Type what you found.',
      },
      credenceStep('How sure are we? Pick, or type a number from 0 to 100 (optional)', 'Not said'),
      ...figureSteps(results),
    ],
    toRecord: (draft) => {
      const credence = credenceOf(draft.text('credence'));
      return [
        {
          type: 'recordFinding',
          id: draft.id,
          text: draft.text('text').trim(),
          ...(credence === undefined ? {} : { credence }),
          ...texts(draft, 'figure'),
          ...pinned(place),
        },
      ];
    },
  };
}

/** What was tried in vain. */
export const deadEndForm: Form = {
  title: 'Record a dead end',
  name: 'deadEnd',
  command: 'Record Dead End',
  steps: [
    {
      key: 'tried',
      prompt: 'What did we try?',
      example: 'Ablating heads one at a time',
      required: 'Type what you tried; the rest can be skipped.',
    },
    {
      key: 'expected',
      prompt: 'What did we expect?',
      example: 'The loss on repeated tokens rises for two or three heads',
    },
    { key: 'got', prompt: 'What did we get?', example: 'No head changes it by more than 1 %' },
    {
      key: 'whyStopped',
      prompt: 'Why did we stop?',
      example: 'Other heads seem to take over, and pairs of heads are too many to try',
    },
    {
      key: 'revisitIf',
      prompt: 'When would we come back to it?',
      example: 'If path patching names a small set of heads',
    },
  ],
  toRecord: (draft) => [
    {
      type: 'recordDeadEnd',
      id: draft.id,
      tried: draft.text('tried').trim(),
      ...texts(draft, 'expected', 'got', 'whyStopped', 'revisitIf'),
    },
  ],
};

const retroExamples: Readonly<Record<RetroPrompt, string>> = {
  surprise: 'The random model had the same pattern',
  next: 'Grace repeats it on Pythia until Thursday',
  pairing: 'Swap after each plot instead of by the clock',
};

/** What a pair looks back at before it parts. */
export const lookBackForm: Form = {
  title: 'Look back',
  name: 'lookBack',
  command: 'Look Back',
  steps: retroPrompts.map((prompt) => ({
    key: prompt,
    prompt: retroQuestion(prompt),
    example: retroExamples[prompt],
  })),
  toRecord: (draft, session) =>
    retroPrompts
      .map((prompt) => ({ type: 'answerRetro', prompt, text: draft.text(prompt).trim() }) as const)
      // What was said already is not said again when the rest is put on the record later.
      .filter(
        ({ prompt, text }) =>
          text !== '' &&
          !session.retro.some((said) => said.prompt === prompt && said.text === text),
      ),
};

function pinned(place: Place | undefined): { readonly place?: Place } {
  return place === undefined ? {} : { place };
}

/** Those of some texts that were typed. */
function texts<K extends string>(
  draft: Draft,
  ...keys: readonly K[]
): { readonly [key in K]?: string } {
  const typed: { [key in K]?: string } = {};
  for (const key of keys) {
    const text = draft.text(key).trim();
    if (text !== '') {
      typed[key] = text;
    }
  }
  return typed;
}
