import { inlineMarkdown, listItem } from '../markdown.ts';
import type { Outcome, Question } from '../question.ts';
import { blocks, section, type Teller } from './teller.ts';

const groups: readonly (readonly [title: string, outcome: Outcome])[] = [
  ['Answered', 'answered'],
  ['Parked', 'parked'],
  ['Still open', 'open'],
];

/** What was asked and what came of it, but for the breakthroughs, which stand with what was found. */
export function asked(teller: Teller): string {
  const { questions } = teller.session;
  const parts = groups.map(([title, group]) =>
    section(
      title,
      questions
        .filter(({ outcome }) => outcome === group)
        .map((question) => questionItem(teller, question)),
      3,
    ),
  );
  return parts.every((part) => part === '')
    ? ''
    : blocks('## What we asked and what came of it', ...parts);
}

/** A question with all that was said to it. */
export function questionItem(teller: Teller, question: Question): string {
  const { text, askedBy: by, askedAt: at, place, answers } = question;
  const said = answers.map(
    (answer) => `> ${inlineMarkdown(answer.text)} (${teller.name(answer.by)})`,
  );
  return listItem(
    `**${inlineMarkdown(text)}**\\`,
    teller.by({ by, at }) + teller.at(place),
    // Kept apart, or they would be one paragraph.
    ...said.flatMap((line, index) => (index === 0 ? [line] : ['>', line])),
  );
}
