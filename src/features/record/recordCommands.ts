import * as vscode from 'vscode';
import { type Prediction, type PredictionOutcome, predictionOutcomes } from '../../core/record.ts';
import { credenceText, predictionOutcomeText } from '../../core/recordWords.ts';
import type { Session } from '../../core/session.ts';
import { placeOfCursor } from '../../platform/code/places.ts';
import { labelText } from '../../platform/notice.ts';
import { HumanError } from '../../util/humanError.ts';
import { deadEndForm, findingForm, insteadForm, predictionForm, settlingForm } from './forms.ts';
import type { Form, RecordDesk } from './recordDesk.ts';

/** Putting on the record what a pair predicts, finds and gives up. */
export function recordCommands(desk: RecordDesk) {
  const fill = async (form: Form) => {
    await desk.fill(form);
  };
  const settle = (prediction: Prediction) => fill(settlingForm(prediction));
  /** Said of it before any words are asked for: they may never come. */
  const settleAs = async (prediction: Prediction, outcome: PredictionOutcome) => {
    if (prediction.outcome !== 'open') {
      throw new HumanError(
        `This prediction is settled already: ${predictionOutcomeText(prediction.outcome)}. "Interpair: Settle Prediction" on its row in the Session view changes that.`,
      );
    }
    await desk.record({ type: 'settlePrediction', id: prediction.id, outcome });
    if (outcome === 'failed') {
      await fill(insteadForm(prediction));
    }
  };
  const place = () => placeOfCursor(vscode.window.activeTextEditor);
  return {
    recordPrediction: async () => {
      const predicted = predictionForm(place());
      const picked = await pickPrediction(openPredictions(desk.requireSession()), true);
      await (picked === 'new' ? fill(predicted) : picked && settle(picked));
    },
    settlePrediction: async (row: unknown) => {
      const session = desk.requireSession();
      const picked =
        predictionOf(session, row) ?? (await pickPrediction(openPredictions(session), false));
      if (picked === 'new') {
        throw new HumanError(
          'No prediction is open; make one with "Interpair: Record Prediction" before the next run.',
        );
      }
      const outcome = outcomeOf(row);
      await (picked && (outcome === undefined ? settle(picked) : settleAs(picked, outcome)));
    },
    recordFinding: () => fill(findingForm(desk.requireSession(), place())),
    recordDeadEnd: () => fill(deadEndForm),
  };
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

/** Chosen before, on a notice. */
function outcomeOf(row: unknown): PredictionOutcome | undefined {
  const isNotice = typeof row === 'object' && row !== null && 'outcome' in row;
  return isNotice ? predictionOutcomes.find((outcome) => outcome === row.outcome) : undefined;
}

interface PredictionItem extends vscode.QuickPickItem {
  readonly prediction: Prediction | 'new';
}

/**
 * Without asking where there is only one thing to do: `new` where there is none to settle, or the one that
 * is open. `undefined` if the person thought better of it.
 */
async function pickPrediction(
  open: readonly Prediction[],
  offersNew: boolean,
): Promise<Prediction | 'new' | undefined> {
  const [only, ...others] = open;
  if (only === undefined) {
    return 'new';
  }
  if (!offersNew && others.length === 0) {
    return only;
  }
  const items: PredictionItem[] = open.map((prediction) => ({
    label: `${labelText(prediction.text)} (${credenceText(prediction.credence)}): what came?`,
    iconPath: new vscode.ThemeIcon('target'),
    prediction,
  }));
  const another: PredictionItem = {
    label: 'A new prediction',
    iconPath: new vscode.ThemeIcon('add'),
    prediction: 'new',
  };
  const picked = await vscode.window.showQuickPick(offersNew ? [...items, another] : items, {
    title: offersNew ? 'Record a prediction' : 'Settle a prediction',
    placeHolder: offersNew
      ? 'What came of an earlier prediction, or do you make a new one?'
      : 'Which one?',
    ignoreFocusOut: true,
  });
  return picked?.prediction;
}
