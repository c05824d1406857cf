import type { Header, Technique } from './header.ts';

/** Python that can be inserted into a document. */
export interface Scaffold extends Header {
  readonly technique: Technique;
  /** `patterns` in `attention.patterns.transformers`. */
  readonly method: string;
  /** `transformers` in `attention.patterns.transformers`. */
  readonly framework: string;
  /** The Python of the file below its header, with \n at line ends. */
  readonly source: string;
}

/** Every scaffold, by technique and then in the order of their files. */
export interface Catalog {
  readonly scaffolds: readonly Scaffold[];
  get(id: string): Scaffold | undefined;
}

/** @param scaffolds in the order of the catalogue */
export function catalogOf(scaffolds: readonly Scaffold[]): Catalog {
  const byId = new Map(scaffolds.map((scaffold) => [scaffold.id, scaffold]));
  return { scaffolds, get: (id) => byId.get(id) };
}
