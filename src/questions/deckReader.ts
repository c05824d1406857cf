import * as v from 'valibot';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import type { DeckMistake, DeckQuestion, Publication, Source } from './deck.ts';
import { fields, publicationSchema, questionSchema } from './deckSchema.ts';
import { yamlMistake } from './yamlMistake.ts';

/** A deck's file: its text, and the path that its mistakes are reported under. */
export interface DeckFile {
  readonly path: string;
  readonly text: string;
}

/** A larger file is more likely the wrong file than a deck. */
const MOST_CHARACTERS = 1_000_000;

/** An alias repeated more often than this is an attempt to fill the memory, not a deck. */
const MOST_ALIASES = 100;

const missing: Readonly<Record<string, string>> = {
  id: 'write an id, such as attention.sink',
  text: 'write the question itself',
  why: 'write in one sentence why it is worth asking',
  phase: 'write one of start, middle, stuck, believe, writeup',
  techniques: 'write the technique it is about, or any',
  source: 'write practice, the name of an entry under sources, or title, authors, year and link',
};

/** Reads one deck and remembers its mistakes. */
export class DeckReader {
  readonly questions: DeckQuestion[] = [];
  readonly mistakes: DeckMistake[] = [];
  readonly #file: DeckFile;
  readonly #lines = new LineCounter();
  readonly #document;
  /** Where each id was first used, over all files. */
  readonly #places: Map<string, string>;
  /** By name; undefined for one whose own mistake is reported. */
  readonly #sources = new Map<string, Publication | undefined>();

  constructor(file: DeckFile, places: Map<string, string>) {
    this.#file = file;
    this.#places = places;
    this.#document = parseDocument(file.text.slice(0, MOST_CHARACTERS), {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
    });
  }

  read(): void {
    if (this.#file.text.length > MOST_CHARACTERS) {
      this.#report(
        0,
        `The file is larger than ${MOST_CHARACTERS} characters: split it into decks.`,
      );
      return;
    }
    for (const error of [...this.#document.errors, ...this.#document.warnings]) {
      this.#report(error.pos[0], yamlMistake(error));
    }
    const root = this.#document.contents;
    if (!isMap(root)) {
      if (this.#document.errors.length === 0) {
        this.#report(startOf(root), 'A deck is a map: write questions: and a list below it.');
      }
      return;
    }
    this.#reportUnknown(root, 'deck');
    this.#readSources(root);
    const shared = this.#value(root).techniques;
    const questions = root.get('questions', true);
    if (!isSeq(questions)) {
      this.#report(
        startOf(questions ?? root),
        'The deck has no list of questions: write questions: and a list below it.',
      );
      return;
    }
    for (const item of questions.items) {
      if (isMap(item)) {
        this.#readQuestion(item, shared);
      } else {
        this.#report(
          startOf(item),
          'A question is a map: write - id: and its other fields below it.',
        );
      }
    }
  }

  #readSources(root: YAMLMap): void {
    const sources = root.get('sources', true);
    if (sources === undefined) {
      return;
    }
    if (!isMap(sources)) {
      this.#report(
        startOf(sources),
        'Sources are a map: write a short name for each, with title, authors, year and link below it.',
      );
      return;
    }
    for (const { key, value } of sources.items) {
      this.#sources.set(String(key), isMap(value) ? this.#readPublication(value) : undefined);
      if (!isMap(value)) {
        this.#report(
          startOf(key),
          `Source "${String(key)}" is not a map: write title, authors, year and link below it.`,
        );
      }
    }
  }

  #readPublication(node: YAMLMap): Publication | undefined {
    this.#reportUnknown(node, 'publication');
    const parsed = v.safeParse(publicationSchema, this.#value(node));
    if (parsed.success) {
      return parsed.output;
    }
    this.#reportIssues(node, parsed.issues);
    return undefined;
  }

  #readQuestion(node: YAMLMap, sharedTechniques: unknown): void {
    this.#reportUnknown(node, 'question');
    const written = this.#value(node);
    const parsed = v.safeParse(questionSchema, { techniques: sharedTechniques, ...written });
    if (!parsed.success) {
      this.#reportIssues(node, parsed.issues);
    }
    const source = this.#readSource(node);
    if (!parsed.success || source === undefined) {
      return;
    }
    const { id, phase, check, ...rest } = parsed.output;
    const idNode = node.get('id', true);
    const before = this.#places.get(id);
    if (before !== undefined) {
      this.#report(
        startOf(idNode),
        `Id "${id}" is taken by the question at ${before}: write another.`,
      );
      return;
    }
    this.#places.set(id, `${this.#file.path}:${this.#position(startOf(idNode)).line}`);
    this.questions.push({
      id,
      ...rest,
      phases: phase,
      source,
      ...(check !== undefined && { check }),
    });
  }

  #readSource(question: YAMLMap): Source | undefined {
    const written = question.get('source', true);
    const node = isAlias(written) ? written.resolve(this.#document) : written;
    if (isMap(node)) {
      return this.#readPublication(node);
    }
    const name = isScalar(node) ? node.value : undefined;
    if (name === 'practice') {
      return name;
    }
    const publication = typeof name === 'string' ? this.#sources.get(name) : undefined;
    if (publication === undefined && !this.#sources.has(String(name))) {
      const what =
        node === undefined
          ? '"source" is missing'
          : `"source" is ${shown(name)}, which is not under sources`;
      this.#report(startOf(node ?? question), `${what}: ${missing.source}.`);
    }
    return publication;
  }

  #reportUnknown(node: YAMLMap, kind: keyof typeof fields): void {
    const known: readonly string[] = fields[kind];
    for (const { key } of node.items) {
      if (!known.includes(String(key))) {
        this.#report(
          startOf(key),
          `"${String(key)}" is not a field of a ${kind}: write one of ${known.join(', ')}.`,
        );
      }
    }
  }

  #reportIssues(node: YAMLMap, issues: readonly v.BaseIssue<unknown>[]): void {
    for (const { path, input, message } of issues) {
      const field = String(path?.[0]?.key);
      const written = node.get(field, true);
      const entry = isSeq(written) ? written.get(Number(path?.[1]?.key ?? 0), true) : undefined;
      const text =
        written === undefined && input === undefined
          ? `"${field}" is missing: ${missing[field] ?? message}.`
          : `"${field}" is ${shown(input)}: ${message}.`;
      this.#report(startOf(entry ?? written ?? node), text);
    }
  }

  /** What a map holds as plain values; nothing when its aliases can't be followed. */
  #value(node: YAMLMap): Record<string, unknown> {
    try {
      return v.parse(
        v.record(v.string(), v.unknown()),
        node.toJS(this.#document, { maxAliasCount: MOST_ALIASES }),
      );
    } catch {
      this.#report(startOf(node), "The aliases here can't be followed: write the values out.");
      return {};
    }
  }

  #report(offset: number, message: string): void {
    this.mistakes.push({ path: this.#file.path, ...this.#position(offset), message });
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function startOf(node: unknown): number {
  return isNode(node) ? (node.range?.[0] ?? 0) : 0;
}

/** A value as it may be quoted back to its author, cut short. */
function shown(value: unknown): string {
  if (value === undefined || value === null) {
    return 'empty';
  }
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
