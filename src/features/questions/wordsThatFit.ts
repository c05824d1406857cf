import { MOST_ANSWER_CHARACTERS, MOST_QUESTION_CHARACTERS } from '../../protocol/panelLimits.ts';
import { HumanError } from '../../util/humanError.ts';

/** What to say while someone types a question that is empty or too long; `undefined` if it fits. */
export function whyNoQuestion(typed: string): string | undefined {
  const { length } = typed.trim();
  if (length === 0) {
    return 'Type a question.';
  }
  return length <= MOST_QUESTION_CHARACTERS
    ? undefined
    : `A question has at most ${MOST_QUESTION_CHARACTERS} characters, and this one has ${length}; shorten it.`;
}

/** @throws {HumanError} if it is empty or too long. */
export function questionThatFits(typed: string): string {
  const why = whyNoQuestion(typed);
  if (why !== undefined) {
    throw new HumanError(why);
  }
  return typed.trim();
}

/**
 * An answer without the space around it; `undefined` if nothing was typed.
 *
 * @throws {HumanError} if it is too long.
 */
export function answerThatFits(typed: string): string | undefined {
  const text = typed.trim();
  if (text.length > MOST_ANSWER_CHARACTERS) {
    throw new HumanError(
      `An answer has at most ${MOST_ANSWER_CHARACTERS} characters, and this one has ${text.length}; shorten it.`,
    );
  }
  return text === '' ? undefined : text;
}
