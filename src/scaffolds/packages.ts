/** A Python package that inserted code imports. */
export interface WantedPackage {
  /** As Python imports it. */
  readonly module: string;
  /** As pip installs it. */
  readonly name: string;
  /** What pip has to install beside the package itself, as in `ray[data]`. */
  readonly extra?: string;
  /** The versions that the scaffolds are written for, from the first up to the one before the last. */
  readonly from?: string;
  readonly before?: string;
}

/**
 * By module: the package's name and versions, where they are not the module's own and any. Each is
 * the oldest that the scaffolds were written for; the comments say why not an older one.
 */
const known: Readonly<Record<string, Omit<WantedPackage, 'module'>>> = {
  torch: { name: 'torch', from: '2.6' }, // what TransformerLens 4 asks for
  transformers: { name: 'transformers', from: '5' },
  // Before, StratifiedGroupKFold with shuffle=True did not stratify (scikit-learn/scikit-learn#32540).
  sklearn: { name: 'scikit-learn', from: '1.8' },
  matplotlib: { name: 'matplotlib', from: '3.10' },
  captum: { name: 'captum', from: '0.9' }, // 0.8 wants numpy before 2
  nnsight: { name: 'nnsight', from: '0.8' }, // 0.7 does not export TransformersModel
  keras: { name: 'keras', from: '3' }, // 2 has no keras.ops
  PIL: { name: 'pillow' },
  ray: { name: 'ray', extra: 'data' }, // ray.data needs pandas and pyarrow
};

/**
 * The scaffolds of one library are for either side of a version that broke with the one before:
 * TransformerLens 4 has no HookedTransformer any more.
 */
const byFramework: Readonly<Record<string, Partial<WantedPackage>>> = {
  'transformer-lens': { from: '4' },
  'hooked-transformer': { from: '2', before: '4' },
};

/**
 * The packages behind modules that a scaffold imports.
 * @param modules top-level modules, those of Python itself among them
 */
export function packagesFor(modules: readonly string[], framework: string): WantedPackage[] {
  return modules.map((module) => ({
    module,
    ...(known[module] ?? { name: module.replaceAll('_', '-') }),
    ...(module === 'transformer_lens' && byFramework[framework]),
  }));
}

/** What an interpreter has of a package: its version, `null` if that is not known, or nothing. */
export type FoundPackages = Readonly<Record<string, string | null | undefined>>;

/** What to tell someone whose Python can't run a scaffold yet. */
export interface Missing {
  /** One sentence on what is missing or of the wrong version. */
  readonly sentence: string;
  /** The command that installs it. */
  readonly command: string;
}

/**
 * What is missing or of the wrong version; undefined if nothing is.
 * @param found by module
 */
export function missingPackages(
  wanted: readonly WantedPackage[],
  found: FoundPackages,
): Missing | undefined {
  const unfit = wanted.filter((one) => !isFit(one, found[one.module]));
  if (unfit.length === 0) {
    return undefined;
  }
  const parts = unfit.map((one) => {
    const version = found[one.module];
    return version === undefined
      ? `${one.name}${range(one)}, which is not installed`
      : `${one.name}${range(one)}, but has ${version}`;
  });
  return {
    sentence: `To run this scaffold, the Python of this workspace needs ${parts.join('; ')}.`,
    command: `python -m pip install ${unfit.map(specifier).join(' ')}`,
  };
}

function isFit({ from, before }: WantedPackage, version: string | null | undefined): boolean {
  if (version === undefined) {
    return false;
  }
  return (
    version === null ||
    ((from === undefined || compare(version, from) >= 0) &&
      (before === undefined || compare(version, before) < 0))
  );
}

function range({ from, before }: WantedPackage): string {
  if (from === undefined) {
    return '';
  }
  return before === undefined ? ` ${from} or newer` : ` ${from} or newer but before ${before}`;
}

function specifier({ name, extra, from, before }: WantedPackage): string {
  const limits = [from && `>=${from}`, before && `<${before}`].filter(Boolean).join(',');
  const full = `${name}${extra === undefined ? '' : `[${extra}]`}${limits}`;
  return full === name ? name : `"${full}"`; // <, > and [ mean something to a shell
}

/** By the numbers that a version begins with: `2.13.0+cpu` is 2, 13, 0. */
function compare(one: string, other: string): number {
  const numbers = (version: string) => (/^[\d.]*/.exec(version)?.[0] ?? '').split('.').map(Number);
  const [a, b] = [numbers(one), numbers(other)];
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) {
      return difference;
    }
  }
  return 0;
}
