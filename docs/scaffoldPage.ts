import type { Technique } from '../src/scaffolds/header.ts';
import type { Catalog, Scaffold } from '../src/scaffolds/scaffold.ts';
import { capitalised } from '../src/util/capitalised.ts';
import { cell, table } from './table.ts';

const columns = ['id', 'needs', 'picture', 'known answer', 'check', 'sources'];

/** The page of all scaffolds, in Markdown: a table for each technique, a row for each scaffold. */
export function scaffoldPage({ scaffolds }: Catalog): string {
  const techniques = [...new Set(scaffolds.map(({ technique }) => technique))];
  const sections = techniques.map((technique) => section(technique, scaffolds));
  return `# Scaffolds

Python that \`Interpair: Insert Scaffold\` writes into a file, in the names that the file has. Each
scaffold ends in a labelled picture and a named result; the tests run it against an answer that is
known beforehand, and its sanity check against fakes on which it has to fail.

A source has the title and the authors of its newest version and the year of its first public one,
which on arXiv is the year of the first submission.

This page is generated from the catalogue by \`npm run docs\`.

${sections.join('\n\n')}
`;
}

function section(technique: Technique, scaffolds: readonly Scaffold[]): string {
  const rows = scaffolds.filter((one) => one.technique === technique).map(row);
  return `## ${capitalised(technique)}\n\n${table(columns, rows)}`;
}

function row({
  id,
  description,
  needs,
  picture,
  knownAnswer,
  check,
  checks,
  sources,
}: Scaffold): readonly string[] {
  return [
    `\`${id}\`<br>${cell(description)}`,
    needs.map(({ name, type }) => `\`${name}\`: ${cell(type)}`).join('<br>'),
    cell(picture),
    cell(knownAnswer ?? ''),
    checks === undefined ? code(check) : `checks ${code(checks)}`,
    sources
      .map(
        ({ title, authors, year, link }) => `[${cell(title)}](${link}), ${cell(authors)} ${year}`,
      )
      .join('<br>'),
  ];
}

function code(id: string | undefined): string {
  return id === undefined ? '' : `\`${id}\``;
}
