import { inlineMarkdown, listItem } from '../markdown.ts';
import { retroPrompts } from '../record.ts';
import { retroQuestion } from '../recordWords.ts';
import { section, type Teller } from './teller.ts';

/** What the pair said when it looked back; what it wants to do next stands with the next steps. */
export function lookingBack(teller: Teller): string {
  return section(
    'Looking back',
    retroPrompts
      .filter((prompt) => prompt !== 'next')
      .flatMap((prompt) =>
        teller.session.retro
          .filter((answer) => answer.prompt === prompt)
          .map(({ text, by }) =>
            listItem(`**${retroQuestion(prompt)}** ${inlineMarkdown(text)} (${teller.name(by)})`),
          ),
      ),
  );
}

/** What is left to do: what the pair wants to do next, and what it left open. */
export function nextSteps(teller: Teller): string {
  const { retro, questions, predictions } = teller.session;
  const wanted = retro
    .filter(({ prompt }) => prompt === 'next')
    .map(({ text, by }) => `${inlineMarkdown(text)} (${teller.name(by)})`);
  const settle = predictions
    .filter(({ outcome }) => outcome === 'open')
    .map(({ text, by }) => `See what comes of: ${inlineMarkdown(text)} (${teller.name(by)})`);
  const unanswered = (['open', 'parked'] as const).flatMap((outcome) =>
    questions
      .filter((question) => question.outcome === outcome)
      .map(({ text }) => `${inlineMarkdown(text)} (${outcome})`),
  );
  return section(
    'Next steps',
    [...wanted, ...settle, ...unanswered].map((step) => `- [ ] ${step}`),
  );
}
