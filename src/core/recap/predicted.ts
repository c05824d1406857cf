import { inlineMarkdown, listItem } from '../markdown.ts';
import type { PredictionOutcome } from '../record.ts';
import { section, type Teller } from './teller.ts';

const came: Readonly<Record<PredictionOutcome, string>> = {
  cameTrue: 'Came true',
  failed: 'Did not come true',
  unclear: 'Unclear',
  open: 'Still open',
};

/** What was expected before it was seen, and what came. */
export function predicted(teller: Teller): string {
  return section(
    'What we predicted',
    teller.session.predictions.map(({ text, outcome, note, place, ...prediction }) =>
      listItem(
        `**${came[outcome]}:** ${inlineMarkdown(text)}\\`,
        teller.by(prediction) + teller.at(place),
        ...(isSaid(note) ? [`> ${inlineMarkdown(note)}`] : []),
      ),
    ),
  );
}

/** Whether something was typed. */
export function isSaid(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '';
}
