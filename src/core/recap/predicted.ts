import { capitalised } from '../../util/capitalised.ts';
import { inlineMarkdown, listItem } from '../markdown.ts';
import { predictionOutcomeText } from '../recordWords.ts';
import { section, type Teller } from './teller.ts';

/** What was expected before it was seen, and what came. */
export function predicted(teller: Teller): string {
  return section(
    'What we predicted',
    teller.session.predictions.map(({ text, outcome, note = '', place, ...prediction }) =>
      listItem(
        `**${capitalised(predictionOutcomeText(outcome))}:** ${inlineMarkdown(text)}\\`,
        teller.by(prediction) + teller.at(place),
        ...(note.trim() === '' ? [] : [`> ${inlineMarkdown(note)}`]),
      ),
    ),
  );
}
