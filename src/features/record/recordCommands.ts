import * as vscode from 'vscode';
import type { Prediction } from '../../core/record.ts';
import { credenceText } from '../../core/recordWords.ts';
import type { Session } from '../../core/session.ts';
import type { CommandTable } from '../../platform/commands.ts';
import { labelText } from '../../platform/notice.ts';
import { placeOfCursor } from '../../platform/places.ts';
import { HumanError } from '../../util/humanError.ts';
import type { Form, RecordDesk } from './recordDesk.ts';

/** The forms, with all that they ask, are loaded when the first one is filled in. */
const forms = () => import('./forms.ts');

/** Putting on the record what a pair predicts, finds, gives up and looks back at. */
export function recordCommands(desk: RecordDesk): CommandTable {
  const fill = async (form: Form) => {
    await desk.fill(form);
  };
  const settle = async (prediction: Prediction) => fill((await forms()).settlingForm(prediction));
  const predict = async () => {
    const place = placeOfCursor(vscode.window.activeTextEditor);
    await fill((await forms()).predictionForm(place));
  };
  return {
    recordPrediction: async () => {
      const picked = await pickPrediction(openPredictions(desk.requireSession()), true);
      await (picked === 'new' ? predict() : picked && settle(picked));
    },
    settlePrediction: async (row) => {
      const session = desk.requireSession();
      const picked =
        predictionOf(session, row) ?? (await pickPrediction(openPredictions(session), false));
      if (picked === 'new') {
        throw new HumanError(
          'No prediction is open; make one with "Interpair: Record Prediction" before the next run.',
        );
      }
      await (picked && settle(picked));
    },
    recordFinding: async () => {
      const place = placeOfCursor(vscode.window.activeTextEditor);
      await fill((await forms()).findingForm(desk.requireSession(), place));
    },
    recordDeadEnd: async () => fill((await forms()).deadEndForm),
    lookBack: async () => {
      await lookBack(desk);
    },
  };
}

/**
 * Looks back at the session.
 *
 * @returns whether the person went through, in a session that still runs.
 */
export async function lookBack(desk: RecordDesk): Promise<boolean> {
  return desk.fill((await forms()).lookBackForm);
}

/** The newest first: what it is about has just run. */
function openPredictions({ predictions }: Session): readonly Prediction[] {
  return predictions.filter(({ outcome }) => outcome === 'open').toReversed();
}

/** A row of the session tree comes from a menu; anything else from wherever. */
function predictionOf({ predictions }: Session, row: unknown): Prediction | undefined {
  const isRow = typeof row === 'object' && row !== null && 'prediction' in row;
  return isRow ? predictions.find(({ id }) => id === row.prediction) : undefined;
}

interface PredictionItem extends vscode.QuickPickItem {
  readonly prediction: Prediction | 'new';
}

/** `new` at once where there is none to settle; `undefined` if the person thought better of it. */
async function pickPrediction(
  open: readonly Prediction[],
  offersNew: boolean,
): Promise<Prediction | 'new' | undefined> {
  if (open.length === 0) {
    return 'new';
  }
  const items: PredictionItem[] = open.map((prediction) => ({
    label: `$(target) ${labelText(prediction.text)} (${credenceText(prediction.credence)}): what came?`,
    prediction,
  }));
  const another: PredictionItem = { label: '$(add) A new prediction', prediction: 'new' };
  const picked = await vscode.window.showQuickPick(offersNew ? [...items, another] : items, {
    title: offersNew ? 'Record a prediction' : 'Settle a prediction',
    placeHolder: offersNew
      ? 'What came of an earlier prediction, or do you make a new one?'
      : 'Which one?',
    ignoreFocusOut: true,
  });
  return picked?.prediction;
}
