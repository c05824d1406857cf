import { inlineMarkdown, linkTo } from '../../core/markdown.ts';
import type { ReadingItem, ReadingSection } from './readingList.ts';

/** The reading list as a document to hand over. */
export function readingMarkdown(sections: readonly ReadingSection[]): string {
  const parts = sections.map(
    ({ title, items }) =>
      `## ${inlineMarkdown(title)}\n\n${items.map((item, i) => `${i + 1}. ${line(item)}`).join('\n')}\n`,
  );
  return [
    '# Reading list\n',
    'In the order to read. Each comes with what you can do after reading it.\n',
    ...parts,
  ].join('\n');
}

function line({ prompt, title, authors, year, link, why, asked }: ReadingItem): string {
  return [
    ...(prompt === undefined ? [] : [inlineMarkdown(prompt)]),
    `${linkTo(title, link)}, ${inlineMarkdown(authors)}, ${year}.`,
    ...(asked ? ['Asked in this session.'] : []),
    inlineMarkdown(why),
  ].join(' ');
}
