import { pictureEnding } from '../figureFile.ts';
import { inlineCode, inlineMarkdown, listItem } from '../markdown.ts';
import type { Finding } from '../record.ts';
import { questionItem } from './asked.ts';
import { blocks, section, type Teller } from './teller.ts';

/** What the pair found, and the questions that broke it open. */
export function found(teller: Teller): string {
  const { findings, questions } = teller.session;
  const breakthroughs = questions.filter(({ outcome }) => outcome === 'breakthrough');
  if (findings.length + breakthroughs.length === 0) {
    return '';
  }
  return blocks(
    '## What we found',
    findings.map((finding) => findingItem(teller, finding)).join('\n'),
    section(
      breakthroughs.length === 1 ? 'Breakthrough' : 'Breakthroughs',
      breakthroughs.map((question) => questionItem(teller, question)),
      3,
    ),
  );
}

function findingItem(teller: Teller, finding: Finding): string {
  const figure = finding.figure === undefined ? [] : ['', figureText(teller, finding.figure)];
  return listItem(
    `**${inlineMarkdown(finding.text)}**\\`,
    teller.by(finding) + teller.at(finding.place),
    ...figure,
  );
}

function figureText({ options }: Teller, figure: string): string {
  const link = options.figureLink?.(figure);
  if (link === undefined) {
    return `Figure: ${inlineCode(figure)}`;
  }
  const name = inlineMarkdown(figure);
  return pictureEnding(figure) === undefined
    ? `Figure: [${name}](${link})`
    : `![Figure: ${name}](${link})`;
}
