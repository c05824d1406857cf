import * as vscode from 'vscode';
import type { Place } from '../../core/question.ts';
import { placeOfCursor } from '../../platform/code/places.ts';
import type { RunAhead } from '../../platform/code/runs.ts';
import { cutShort } from '../../util/cutShort.ts';
import { credenceStep } from './credenceStep.ts';
import { predictionForm } from './forms.ts';
import type { Form, RecordDesk } from './recordDesk.ts';

/** Longer command lines are cut in the title of a prompt. */
const longestTitle = 80;

/** @returns whether the person went through, in a session that still runs. */
export function predictThenHold(desk: RecordDesk, run: RunAhead | undefined): Promise<boolean> {
  return desk.fill(holdForm(run, placeOfCursor(vscode.window.activeTextEditor)));
}

/** What one expects of a run, while nobody knows. A run that is over meanwhile is not waited for. */
function holdForm(run: RunAhead | undefined, place: Place | undefined): Form {
  const what = run?.what;
  return {
    title: `Hold the turn for ${what === undefined ? 'a run' : cutShort(what, longestTitle)}`,
    name: 'hold',
    command: 'Hold the Turn for a Run',
    steps: [
      {
        key: 'text',
        prompt: 'What do we expect it to show, before we look?',
        example: 'The probe reaches 0.9 from layer 4 on',
      },
      {
        ...credenceStep('How sure are we? Pick, or type a number from 0 to 100'),
        isAsked: (draft) => draft.text('text').trim() !== '',
      },
    ],
    toRecord: (draft, session) => {
      const isPredicted = draft.text('text').trim() !== '';
      const predicted = isPredicted ? predictionForm(place).toRecord(draft, session) : [];
      if (run?.isOver() === true) {
        return predicted;
      }
      const held = {
        type: 'holdTurn',
        ...(run === undefined ? {} : { run: run.id }),
        ...(what === undefined ? {} : { what }),
        ...(predicted.length === 0 ? {} : { prediction: draft.id }),
      } as const;
      return [...predicted, held];
    },
  };
}
