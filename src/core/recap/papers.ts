import { inlineMarkdown, listItem } from '../markdown.ts';
import { section, type Teller } from './teller.ts';

/** What to read on the questions that were asked and the scaffolds that were inserted. */
export function papers({ options }: Teller): string {
  const known = new Map((options.papers ?? []).map((paper) => [paper.link, paper]));
  return section(
    'Papers',
    [...known.values()].map(({ title, authors, year, link }) =>
      listItem(
        `${inlineMarkdown(authors)} (${year}), [${inlineMarkdown(title)}](<${destination(link)}>)`,
      ),
    ),
  );
}

/** A link of a deck that anyone may have written, with nothing in it that would end it. */
function destination(link: string): string {
  return link.replace(
    /[\s<>\\]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).padStart(2, '0').toUpperCase()}`,
  );
}
