/** One comparison: how Interpair does something, and how it is done without it. */
export interface Comparison {
  readonly what: string;
  readonly ours: string;
  readonly instead: string;
  readonly unit: 's' | 'byte';
  /** In the unit: medians where there are several rounds. */
  readonly ourAmount: number;
  readonly insteadAmount: number;
  /** How often ours fits into the other, round by round in one run: the median, the least, the most. */
  readonly ratio: number;
  readonly least: number;
  readonly most: number;
  /** What holds for the results of both. */
  readonly agreement: string;
}

/** What one run of a suite found. */
export interface Section {
  readonly title: string;
  /** What the numbers are of, in Markdown. */
  readonly about: string;
  /** The device, such as the CPU, that each group of comparisons ran on. */
  readonly groups: readonly { readonly device: string; readonly rows: readonly Comparison[] }[];
  /** Programs and packages, with their versions. */
  readonly versions: Readonly<Record<string, string>>;
}
