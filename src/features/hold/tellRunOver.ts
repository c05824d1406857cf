import * as vscode from 'vscode';
import type { RunEnd } from '../../core/event.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { PredictionOutcome } from '../../core/record.ts';
import { timeLeft } from '../../core/turn.ts';
import { noticeText } from '../../platform/notice.ts';
import type { SessionChange } from '../../platform/session/activeSession.ts';
import { overText, predictedText } from './holdWords.ts';

const outcomes: ReadonlyMap<string, PredictionOutcome> = new Map([
  ['Came true', 'cameTrue'],
  ['Did not', 'failed'],
]);

/** Tells that the turn goes on after a run, and asks what came of the prediction that was made of it. */
export async function tellRunOver(
  { before, session, entry }: SessionChange,
  end: RunEnd,
  me: ParticipantId,
): Promise<void> {
  const text = overText(end, timeLeft(session.turn, entry.at));
  const id = before?.turn.state === 'held' ? before.turn.prediction : undefined;
  const prediction = session.predictions.find((one) => one.id === id && one.outcome === 'open');
  if (prediction === undefined) {
    void vscode.window.showInformationMessage(text);
    return;
  }
  const asked = `${text} ${predictedText(session, prediction, me)}`;
  const picked = await vscode.window.showInformationMessage(
    noticeText(asked),
    ...outcomes.keys(),
    'Later',
  );
  const outcome = outcomes.get(picked ?? '');
  if (outcome !== undefined) {
    const settled = { prediction: prediction.id, outcome };
    await vscode.commands.executeCommand('interpair.settlePrediction', settled);
  }
}
