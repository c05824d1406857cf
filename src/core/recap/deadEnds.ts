import { inlineMarkdown, listItem } from '../markdown.ts';
import { deadEndParts } from '../recordWords.ts';
import { section, type Teller } from './teller.ts';

/** What was tried in vain, so that nobody tries it again without a reason. */
export function deadEnds(teller: Teller): string {
  return section(
    'Dead ends',
    teller.session.deadEnds.map((deadEnd) =>
      listItem(
        `**${inlineMarkdown(deadEnd.tried)}**\\`,
        teller.by(deadEnd),
        ...deadEndParts(deadEnd).map(({ label, text }) => `- ${label}: ${inlineMarkdown(text)}`),
      ),
    ),
  );
}
