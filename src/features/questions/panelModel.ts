import { currentItem, endOfItem } from '../../core/agenda.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { inferredPhase } from '../../core/phase.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Place, Question } from '../../core/question.ts';
import { nameOf } from '../../core/rotation.ts';
import type { Session } from '../../core/session.ts';
import type { EpochMs, TimePrinter } from '../../core/time.ts';
import type {
  AgendaItemShown,
  AskedQuestion,
  QuestionPanelModel,
} from '../../protocol/questionPanel.ts';
import type { DeckQuestion } from '../../questions/deck.ts';

/** Of more questions than these the panel shows the newest: a list of thousands is slow, and helps nobody. */
export const mostAsked = 300;

/** What the question panel shows, and where it comes from. */
export interface PanelState {
  readonly card: DeckQuestion | undefined;
  /** The title of the scaffold that settles the card's question. */
  readonly checkTitle: string | undefined;
  /** Where the question would be pinned. */
  readonly place: Place | undefined;
  readonly session: Session | undefined;
  /** Who sits here. */
  readonly me: ParticipantId | undefined;
  readonly now: EpochMs;
  readonly connected: boolean;
  /** The reminder that nothing was asked for a while. */
  readonly nudge: string | undefined;
  readonly announcement: string;
  /** Whether the code at a place is gone, as far as this window can tell. */
  readonly isGone: (place: Place) => boolean;
}

export function panelModel(state: PanelState, time: TimePrinter): QuestionPanelModel {
  const { card, session, place, checkTitle, nudge } = state;
  const agendaItem = session && agendaItemOf(session, state.now, time);
  const earlier = session?.questions.slice(0, -mostAsked) ?? [];
  return {
    ...(card === undefined ? {} : { card: cardOf(card, place, checkTitle) }),
    ...(nudge === undefined ? {} : { nudge }),
    phase: {
      inferred: session === undefined ? 'start' : inferredPhase(session),
      ...(session?.phase === undefined ? {} : { set: session.phase }),
    },
    ...(agendaItem === undefined ? {} : { agendaItem }),
    asked:
      session?.questions
        .slice(-mostAsked)
        .map((question) => askedOf(state, session, question, time))
        .reverse() ?? [],
    ...(earlier.length === 0
      ? {}
      : { earlier: { count: earlier.length, open: earlier.filter(isOpen).length } }),
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

function agendaItemOf(
  { agenda }: Session,
  now: EpochMs,
  time: TimePrinter,
): AgendaItemShown | undefined {
  const item = currentItem(agenda);
  const end = endOfItem(agenda);
  if (agenda === undefined || item === undefined || end === undefined) {
    return undefined;
  }
  const next = agenda.items[agenda.current + 1]?.title;
  return {
    index: agenda.current,
    position: `${agenda.current + 1} of ${agenda.items.length}`,
    agenda: agenda.title,
    title: item.title,
    ...(item.hint === undefined ? {} : { hint: item.hint }),
    end: time(end),
    isOver: now >= end,
    ...(next === undefined ? {} : { next }),
  };
}

function askedOf(
  { me, isGone }: PanelState,
  session: Session,
  { id, askedBy, askedAt, text, outcome, answers, place }: Question,
  time: TimePrinter,
): AskedQuestion {
  return {
    id,
    who: nameOf(session, askedBy),
    isMine: askedBy === me,
    time: time(askedAt),
    text,
    outcome,
    answers: answers.map((answer) => ({ who: nameOf(session, answer.by), text: answer.text })),
    ...(place === undefined ? {} : { place: placeLabel(place) }),
    // Of what is settled nobody needs the code any more, and to look for it takes time.
    placeGone: place !== undefined && isUnsettled(outcome) && isGone(place),
  };
}

function isOpen({ outcome }: Question): boolean {
  return outcome === 'open';
}

function isUnsettled(outcome: Question['outcome']): boolean {
  return outcome === 'open' || outcome === 'parked';
}
