import { inlineMarkdown, linkTo, listItem } from '../markdown.ts';
import { section, type Teller } from './teller.ts';

/** What to read on the questions that were asked and the scaffolds that were inserted. */
export function papers({ options }: Teller): string {
  const known = new Map((options.papers ?? []).map((paper) => [paper.link, paper]));
  return section(
    'Papers',
    [...known.values()].map(({ title, authors, year, link }) =>
      listItem(`${inlineMarkdown(authors)} (${year}), ${linkTo(title, link)}`),
    ),
  );
}
