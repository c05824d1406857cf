import { phaseOf } from '../../core/phase.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Place, Question } from '../../core/question.ts';
import { nameOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { EpochMs } from '../../core/time.ts';
import type { AskedQuestion, QuestionPanelModel } from '../../protocol/questionPanel.ts';
import type { DeckQuestion } from '../../questions/deck.ts';

/** What the question panel shows, and where it comes from. */
export interface PanelState {
  readonly card: DeckQuestion | undefined;
  /** The title of the scaffold that settles the card's question. */
  readonly checkTitle: string | undefined;
  /** Where the question would be pinned. */
  readonly place: Place | undefined;
  readonly session: Session | undefined;
  readonly connected: boolean;
  readonly announcement: string;
}

/** @param time prints a moment as the person reads clocks, for example `14:02`. */
export function panelModel(state: PanelState, time: (at: EpochMs) => string): QuestionPanelModel {
  const { card, session, place, checkTitle } = state;
  return {
    ...(card === undefined ? {} : { card: cardOf(card, place, checkTitle) }),
    phase: session === undefined ? 'start' : phaseOf(session),
    asked: session?.questions.map((question) => askedOf(session, question, time)).reverse() ?? [],
    sessionRunning: session !== undefined,
    canAsk: session !== undefined && state.connected,
    announcement: state.announcement,
  };
}

function cardOf(
  card: DeckQuestion,
  place: Place | undefined,
  checkTitle: string | undefined,
): NonNullable<QuestionPanelModel['card']> {
  return {
    id: card.id,
    question: card.text,
    techniques: [...card.techniques],
    why: card.why,
    source: card.source,
    ...(place === undefined ? {} : { place: placeLabel(place) }),
    ...(checkTitle === undefined ? {} : { check: checkTitle }),
  };
}

function askedOf(
  session: Session,
  { id, askedBy, askedAt, text, outcome, answers, place }: Question,
  time: (at: EpochMs) => string,
): AskedQuestion {
  return {
    id,
    who: nameOf(session, askedBy),
    time: time(askedAt),
    text,
    outcome,
    answers: answers.map((answer) => ({ who: nameOf(session, answer.by), text: answer.text })),
    ...(place === undefined ? {} : { place: placeLabel(place) }),
  };
}
