import type { Header, Technique } from './header.ts';

/** Python that can be inserted into a document. */
export interface Scaffold extends Header {
  readonly technique: Technique;
  /** `patterns` in `attention.patterns.transformers`. */
  readonly method: string;
  /** `transformers` in `attention.patterns.transformers`. */
  readonly framework: string;
  /** The whole Python file, with \n at line ends. */
  readonly source: string;
}

/** Every scaffold, by technique and then in the order of their files. */
export interface Catalog {
  readonly scaffolds: readonly Scaffold[];
  get(id: string): Scaffold | undefined;
}
