/** The longest question of one's own, and the longest answer, in UTF-16 code units. */
export const MOST_QUESTION_CHARACTERS = 500;
export const MOST_ANSWER_CHARACTERS = 2000;
