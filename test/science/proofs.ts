import * as v from 'valibot';
import type { Catalog, Scaffold } from '../../src/scaffolds/scaffold.ts';

/**
 * What the marks of a test say that it shows: that a scaffold gave an answer known beforehand, that a
 * check passed something true, that a check failed a fake.
 */
const kinds = ['known_answer', 'truth', 'fake'] as const;
type Kind = (typeof kinds)[number];

const reportSchema = v.strictObject({
  /** Packages of the environment, by their names on PyPI in lower case. */
  versions: v.record(v.string(), v.string()),
  /** How many tests passed, each set of parameters counted. */
  passed: v.number(),
  /** The scaffolds of the documents that ran. */
  ran: v.array(v.string()),
  proofs: v.array(
    v.strictObject({
      kind: v.picklist(kinds),
      scaffold: v.string(),
      /** The test without its parameters: it passed if it did with all of them. */
      test: v.string(),
      passed: v.boolean(),
    }),
  ),
});

/** What conftest.py writes about the tests of one environment. */
export type Report = v.InferOutput<typeof reportSchema>;

export function readReport(text: string): Report {
  return v.parse(reportSchema, JSON.parse(text));
}

/** Frameworks whose package has another name. */
const packages: Readonly<Record<string, string>> = {
  sklearn: 'scikit-learn',
  'hooked-transformer': 'transformer-lens',
};

/** Tests that passed, by what they show, then by scaffold. */
type Passed = Readonly<Record<Kind, ReadonlyMap<string, ReadonlySet<string>>>>;

function passedTests(reports: readonly Report[]): Passed {
  const found = { known_answer: new Map(), truth: new Map(), fake: new Map() } satisfies Record<
    Kind,
    Map<string, Set<string>>
  >;
  // Where only a part of a test's parameters was selected, not all of its documents ran.
  for (const { kind, scaffold, test } of reports.flatMap(({ proofs, ran }) =>
    proofs.filter(({ passed, scaffold }) => passed && ran.includes(scaffold)),
  )) {
    const tests: Set<string> = found[kind].get(scaffold) ?? new Set();
    found[kind].set(scaffold, tests.add(test));
  }
  return found;
}

/** Marks that claim what cannot be: wrong in whatever part of the tests is run. */
export function wrongMarks(catalog: Catalog, reports: readonly Report[]): readonly string[] {
  return reports.flatMap(({ proofs }) =>
    proofs.flatMap(({ kind, scaffold: id, test }) => {
      const scaffold = catalog.get(id);
      const mark = `${test}: the mark ${kind}("${id}")`;
      if (!scaffold) {
        return `${mark} names no scaffold of the catalogue.`;
      }
      const isOfCheck = scaffold.checks !== undefined;
      if (kind === 'known_answer' && isOfCheck) {
        return `${mark} is for scaffolds; a check has a truth that it passes and a fake that it fails.`;
      }
      return kind === 'known_answer' || isOfCheck
        ? []
        : `${mark} is for checks; a scaffold has a known_answer.`;
    }),
  );
}

/** What is not shown of the catalogue, one sentence each; asked of a run of all tests alone. */
export function unproven(catalog: Catalog, reports: readonly Report[]): readonly string[] {
  const passed = passedTests(reports);
  const missing = catalog.scaffolds.flatMap(({ id, checks }) =>
    (checks === undefined ? (['known_answer'] as const) : (['truth', 'fake'] as const)).flatMap(
      (kind) =>
        passed[kind].has(id) ? [] : `${id}: no test that passed is marked with its ${kind}.`,
    ),
  );
  const elsewhere = reports.flatMap(({ proofs, ran }) =>
    proofs.flatMap(({ kind, scaffold, test }) =>
      ran.includes(scaffold)
        ? []
        : `${test}: it has the mark ${kind}("${scaffold}"), but no document with that ran.`,
    ),
  );
  return [...missing, ...elsewhere];
}

/** Scaffolds, checks and what was shown of them, by technique and by framework. */
export function tableOfProofs(catalog: Catalog, reports: readonly Report[]): string {
  const passed = passedTests(reports);
  const row = (name: string, version: string, scaffolds: readonly Scaffold[]): string[] => [
    name,
    version,
    `${scaffolds.filter(({ checks }) => checks === undefined).length}`,
    `${scaffolds.filter(({ checks }) => checks !== undefined).length}`,
    ...kinds.map(
      (kind) => `${scaffolds.reduce((sum, { id }) => sum + (passed[kind].get(id)?.size ?? 0), 0)}`,
    ),
  ];
  const group = (key: 'technique' | 'framework'): [string, Scaffold[]][] =>
    [...new Set(catalog.scaffolds.map((scaffold) => scaffold[key]))].map((name) => [
      name,
      catalog.scaffolds.filter((scaffold) => scaffold[key] === name),
    ]);
  const versions = (framework: string, scaffolds: readonly Scaffold[]): string => {
    const name = packages[framework] ?? framework;
    const ids = new Set(scaffolds.map(({ id }) => id));
    const used = reports.filter(({ proofs }) => proofs.some(({ scaffold }) => ids.has(scaffold)));
    return [...new Set(used.map((report) => report.versions[name] ?? 'not installed'))].join(', ');
  };
  const titles = ['scaffolds', 'checks', 'known answers met', 'truths passed', 'fakes caught'];
  const rows = [
    ['technique', '', ...titles],
    ...group('technique').map(([name, scaffolds]) => row(name, '', scaffolds)),
    ['framework', 'version', ...titles],
    ...group('framework')
      .sort(([one], [other]) => one.localeCompare(other, 'en'))
      .map(([name, scaffolds]) => row(name, versions(name, scaffolds), scaffolds)),
    row('all', '', catalog.scaffolds),
  ];
  const widths = titles.map((title) => title.length);
  const first = [0, 1].map((i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const lines = rows.map((cells) =>
    cells
      .map((cell, i) => (i < 2 ? cell.padEnd(first[i] ?? 0) : cell.padStart(widths[i - 2] ?? 0)))
      .join('  '),
  );
  const tests = reports.reduce((sum, report) => sum + report.passed, 0);
  return [
    ...lines,
    `${tests} tests passed. Above, a test counts once for each scaffold that it is about, whatever its parameters.`,
  ].join('\n');
}
