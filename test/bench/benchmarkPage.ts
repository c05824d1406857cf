import type { Comparison, Section } from './benchmark.ts';

const columns = ['what', 'Interpair', 'instead', 'ratio', 'results'];

const introduction = `# Benchmarks

Each line compares how Interpair does something with how it is done without it, side by side in one
run. The ratio says how often ours fits into the other, above 1 being better: the median of the rounds,
and in brackets the least and the most. Amounts are of one machine; ratios travel better.

This page is written by \`npm run bench\`, a section for each of its parts.
`;

/**
 * The page with a section written anew; other sections stay as they are.
 * @param page as it was, '' if there is none
 * @param machine what it ran on
 * @param date in ISO format, the day alone
 */
export function withSection(page: string, section: Section, machine: string, date: string): string {
  const [, ...old] = page.split(/^(?=## )/m);
  const written = sectionText(section, machine, date);
  const at = old.findIndex((text) => text.startsWith(`## ${section.title}\n`));
  const sections = at < 0 ? [...old, written] : old.with(at, written);
  return `${[introduction.trimEnd(), ...sections.map((text) => text.trimEnd())].join('\n\n')}\n`;
}

/** A section in Markdown. */
export function sectionText(
  { title, about, groups, versions }: Section,
  machine: string,
  date: string,
): string {
  const used = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const tables = groups.map(({ device, rows }) =>
    [`On ${device}:\n`, line(columns), line(columns.map(() => '---')), ...rows.map(row)].join('\n'),
  );
  const where = `Measured on ${date}, on ${machine}, with ${used.join(', ')}.`;
  return [`## ${title}`, about, where, ...tables].join('\n\n');
}

function row(one: Comparison): string {
  return line([
    one.what,
    `${one.ours}: ${amount(one.ourAmount, one.unit)}`,
    `${one.instead}: ${amount(one.insteadAmount, one.unit)}`,
    `${times(one.ratio)}${one.least === one.most ? '' : ` (${times(one.least)} to ${times(one.most)})`}`,
    one.agreement,
  ]);
}

function line(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

function amount(value: number, unit: Comparison['unit']): string {
  return unit === 's' ? `${value.toPrecision(2)} s` : `${Math.round(value / 1e6)} MB`;
}

function times(ratio: number): string {
  return `${ratio < 10 ? ratio.toFixed(1) : Math.round(ratio)}×`;
}
