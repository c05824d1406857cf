import * as vscode from 'vscode';
import type { HandedOff } from '../../core/event.ts';
import { type Handoff, handoffToDriver } from '../../core/handoff.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Place } from '../../core/question.ts';
import type { Session } from '../../core/session.ts';
import { noticeText } from '../../platform/notice.ts';
import { handoffText, lateLineText } from './handoffWords.ts';
import { roleText } from './roleText.ts';

const goThere = 'Go to the place';
const leave = 'Leave a line…';

/** What the person can do about what they are told. */
export interface HandoffActions {
  /** For whoever lost the keyboard. */
  readonly leaveLine: () => Promise<void>;
  /** For whoever has it. */
  readonly goTo: (place: Place) => Promise<void>;
}

/** Tells someone that they drive now, with what they were left, or that they no longer do. */
export async function tellRole(
  session: Session,
  me: ParticipantId,
  { leaveLine, goTo }: HandoffActions,
): Promise<void> {
  const role = roleText(session, me);
  if (session.turn.driver !== me) {
    const picked = await vscode.window.showInformationMessage(noticeText(role), leave);
    await (picked && leaveLine());
    return;
  }
  const left = handoffToDriver(session);
  const text = left === undefined ? role : `${role} ${handoffText(session, left)}`;
  await offerPlace(text, left?.place, goTo);
}

/** Tells the driver of a line that came after they had taken over. */
export async function tellLateLine(
  session: Session,
  { by, place }: Handoff,
  { text }: HandedOff,
  { goTo }: Pick<HandoffActions, 'goTo'>,
): Promise<void> {
  if (text !== undefined) {
    await offerPlace(lateLineText(session, by, text), place, goTo);
  }
}

async function offerPlace(
  text: string,
  place: Place | undefined,
  goTo: HandoffActions['goTo'],
): Promise<void> {
  const actions = place === undefined ? [] : [goThere];
  const picked = await vscode.window.showInformationMessage(noticeText(text), ...actions);
  if (picked !== undefined && place !== undefined) {
    await goTo(place);
  }
}
