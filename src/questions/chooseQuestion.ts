import type { Outcome, Phase } from '../core/question.ts';
import type { TurnStage } from '../core/turn.ts';
import type { DeckQuestion, Technique } from './deck.ts';

/** What a choice depends on: the same in two windows gives the same question in both. */
export interface Choice {
  /** What stands near the driver's cursor; empty when there is no telling. */
  readonly techniques: readonly Technique[];
  /** What the code works with; empty when there is no telling. */
  readonly frameworks: readonly string[];
  readonly phase: Phase;
  /** How far the turn has come; absent without a session. */
  readonly stage?: TurnStage | undefined;
  /** The scaffold that checks what was inserted last, until it has been inserted as well. */
  readonly check?: string | undefined;
  /** Ids of the questions for the scaffold that was inserted last. */
  readonly named?: readonly string[] | undefined;
  /** What was asked from a deck in this session, oldest first. */
  readonly asked: readonly { readonly deckId: string; readonly outcome: Outcome }[];
  /** Ids of questions that someone passed over, oldest first; one may stand there more than once. */
  readonly skipped: readonly string[];
  /** Orders questions that are equally fit: the session's id. */
  readonly seed: string;
}

/**
 * Each weighs more than all below it together, so a question's score says in which of these it is
 * ahead: it was not asked yet; it is about the technique at hand, or about any, and makes sense for the
 * framework in use; it was not passed over; the check of what was just inserted settles it; it belongs to
 * the phase; it is a question for what was just inserted; it is about the technique at hand and not about
 * any; it suits the stage of the turn; it was parked, which brings it back first once everything has been
 * asked.
 */
const weights = {
  unasked: 256,
  fits: 128,
  unskipped: 64,
  check: 32,
  phase: 16,
  named: 8,
  specific: 4,
  stage: 2,
  parked: 1,
} as const;

/**
 * What suits a stage of the turn: someone who has just taken the keyboard says where they are going; before
 * it is handed over the pair takes stock.
 */
const phaseOfStage: Readonly<Record<TurnStage, Phase | undefined>> = {
  fresh: 'start',
  midway: undefined,
  late: 'stuck',
};

/**
 * The question to put to the pair: the one with the highest score. Among equals the one that was seen
 * longest ago, and then the order that the seed gives, which stays put while the cursor moves.
 * @returns undefined when the deck is empty.
 */
export function chooseQuestion(
  deck: readonly DeckQuestion[],
  choice: Choice,
): DeckQuestion | undefined {
  const asked = new Map(choice.asked.map(({ deckId }, index) => [deckId, index]));
  const skipped = new Map(choice.skipped.map((id, index) => [id, index]));
  const parked = new Set(
    choice.asked.filter(({ outcome }) => outcome === 'parked').map(({ deckId }) => deckId),
  );
  const inUse = new Set(choice.frameworks);
  const suited = choice.stage && phaseOfStage[choice.stage];
  const rank = (question: DeckQuestion) => {
    const { id } = question;
    const specific = question.techniques.some(
      (technique) => technique !== 'any' && choice.techniques.includes(technique),
    );
    const applies =
      question.frameworks === undefined ||
      inUse.size === 0 ||
      question.frameworks.some((framework) => inUse.has(framework));
    const score =
      (asked.has(id) ? 0 : weights.unasked) +
      (applies && (specific || question.techniques.includes('any')) ? weights.fits : 0) +
      (skipped.has(id) ? 0 : weights.unskipped) +
      (isSameMethod(question.check, choice.check) ? weights.check : 0) +
      (question.phases.includes(choice.phase) ? weights.phase : 0) +
      (choice.named?.includes(id) ? weights.named : 0) +
      (specific ? weights.specific : 0) +
      (suited !== undefined && question.phases.includes(suited) ? weights.stage : 0) +
      (parked.has(id) ? weights.parked : 0);
    return {
      question,
      score,
      seen: asked.get(id) ?? skipped.get(id) ?? -1,
      order: hash(`${choice.seed}/${id}`),
    };
  };
  return deck
    .map(rank)
    .sort((a, b) => b.score - a.score || a.seen - b.seen || a.order - b.order)
    .at(0)?.question;
}

/** Two scaffolds of one technique and method do the same, each for its framework. */
function isSameMethod(one: string | undefined, other: string | undefined): boolean {
  const method = (id: string) => id.split('.').slice(0, 2).join('.');
  return one !== undefined && other !== undefined && method(one) === method(other);
}

/** FNV-1a over UTF-16 code units: 32 bits, the same on every machine. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
