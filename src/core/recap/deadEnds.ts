import { inlineMarkdown, listItem } from '../markdown.ts';
import { isSaid } from './predicted.ts';
import { section, type Teller } from './teller.ts';

/** What was tried in vain, so that nobody tries it again without a reason. */
export function deadEnds(teller: Teller): string {
  return section(
    'Dead ends',
    teller.session.deadEnds.map((deadEnd) => {
      const told = [
        ['Expected', deadEnd.expected],
        ['Got', deadEnd.got],
        ['Why we stopped', deadEnd.whyStopped],
        ['Worth another look if', deadEnd.revisitIf],
      ] as const;
      return listItem(
        `**${inlineMarkdown(deadEnd.tried)}**\\`,
        teller.by(deadEnd),
        ...told.flatMap(([label, text]) =>
          isSaid(text) ? [`- ${label}: ${inlineMarkdown(text)}`] : [],
        ),
      );
    }),
  );
}
