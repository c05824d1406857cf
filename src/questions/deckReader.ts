import * as v from 'valibot';
import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { phases } from '../core/question.ts';
import { cutShort } from '../util/cutShort.ts';
import type {
  DeckMistake,
  DeckRange,
  DeckReading,
  Publication,
  Source,
  WrittenQuestion,
} from './deck.ts';
import { fields, publicationSchema, questionSchema } from './deckSchema.ts';
import { MOST_DECK_SIZE, tooLarge } from './decodeDeck.ts';
import { yamlMistake } from './yamlMistake.ts';

/** A deck's file: its text, and the path that its mistakes are reported under. */
export interface DeckFile {
  readonly path: string;
  readonly text: string;
}

/** More mistakes than this in one file are of no use to anyone. */
const MOST_MISTAKES = 100;

/** An alias repeated more often than this is an attempt to fill the memory, not a deck. */
const MOST_ALIASES = 100;

const missing: Readonly<Record<string, string>> = {
  id: 'write an id, such as attention.sink',
  text: 'write the question itself',
  why: 'write in one sentence why it is worth asking',
  phase: `write one of ${phases.join(', ')}`,
  techniques: 'write the technique it is about, or any',
  source: 'write practice, the name of an entry under sources, or title, authors, year and link',
};

/**
 * Reads one deck written in YAML. A question with a mistake is left out, and its mistake is reported
 * with line and column; the others are kept, in the order of the file. Never throws.
 */
export function readDeck(file: DeckFile): DeckReading {
  return file.text.length > MOST_DECK_SIZE
    ? unreadable(file.path, tooLarge)
    : new DeckReader(file).read();
}

/** For a file that can't be read at all. */
export function unreadable(path: string, message: string): DeckReading {
  const start = { line: 1, column: 1 };
  return {
    path,
    written: [],
    mistakes: [{ path, ...start, end: start, severity: 'error', message }],
  };
}

/** Reads one deck; see `readDeck`. */
class DeckReader {
  readonly #file: DeckFile;
  readonly #lines = new LineCounter();
  readonly #document;
  readonly #written: WrittenQuestion[] = [];
  readonly #mistakes: DeckMistake[] = [];
  /** By name; undefined for one whose own mistake is reported. */
  readonly #sources = new Map<string, Publication | undefined>();

  constructor(file: DeckFile) {
    this.#file = file;
    this.#document = parseDocument(file.text, {
      lineCounter: this.#lines,
      prettyErrors: false,
      logLevel: 'error',
      // Compares each key with all before it; `#reportUnknown` looks for those written twice instead.
      uniqueKeys: false,
    });
  }

  read(): DeckReading {
    for (const error of [...this.#document.errors, ...this.#document.warnings]) {
      this.#report(error.pos, yamlMistake(error));
    }
    this.#readRoot(this.#document.contents);
    const { path } = this.#file;
    const more = this.#mistakes.splice(MOST_MISTAKES);
    if (more[0] !== undefined) {
      this.#mistakes.push({
        ...more[0],
        message: `${more.length} more mistakes: mend these first.`,
      });
    }
    return { path, written: this.#written, mistakes: this.#mistakes };
  }

  #readRoot(root: unknown): void {
    if (!isMap(root)) {
      if (this.#document.errors.length === 0) {
        this.#report(spanOf(root), 'A deck is a map: write questions: and a list below it.');
      }
      return;
    }
    this.#reportUnknown(root, 'deck');
    this.#readSources(root);
    const techniques = root.get('techniques', true);
    const shared = isNode(techniques) ? this.#value(techniques) : undefined;
    const questions = root.get('questions', true);
    if (!isSeq(questions)) {
      this.#report(
        spanOf(questions ?? root),
        'The deck has no list of questions: write questions: and a list below it.',
      );
      return;
    }
    for (const item of questions.items) {
      if (isMap(item)) {
        this.#readQuestion(item, shared);
      } else {
        this.#report(
          spanOf(item),
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
        spanOf(sources),
        'Sources are a map: write a short name for each, with title, authors, year and link below it.',
      );
      return;
    }
    this.#reportTwice(sources);
    for (const { key, value } of sources.items) {
      if (String(key) === 'practice') {
        this.#report(
          spanOf(key),
          'A source named practice always means common practice: write another name.',
        );
      }
      this.#sources.set(String(key), isMap(value) ? this.#readPublication(value) : undefined);
      if (!isMap(value)) {
        this.#report(
          spanOf(key),
          `Source ${shown(String(key))} is not a map: write title, authors, year and link below it.`,
        );
      }
    }
  }

  #readPublication(node: YAMLMap): Publication | undefined {
    this.#reportUnknown(node, 'publication');
    const parsed = v.safeParse(publicationSchema, this.#fields(node));
    if (parsed.success) {
      return parsed.output;
    }
    this.#reportIssues(node, parsed.issues);
    return undefined;
  }

  #readQuestion(node: YAMLMap, sharedTechniques: unknown): void {
    this.#reportUnknown(node, 'question');
    const parsed = v.safeParse(questionSchema, {
      techniques: sharedTechniques,
      ...this.#fields(node),
    });
    if (!parsed.success) {
      this.#reportIssues(node, parsed.issues);
    }
    const source = this.#readSource(node);
    if (!parsed.success || source === undefined) {
      return;
    }
    const { phase, check, frameworks, ...rest } = parsed.output;
    this.#written.push({
      question: {
        ...rest,
        phases: phase,
        source,
        ...(frameworks !== undefined && { frameworks }),
        ...(check !== undefined && { check }),
      },
      idAt: this.#range(spanOf(node.get('id', true))),
      checkAt: this.#range(spanOf(node.get('check', true))),
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
      this.#report(spanOf(node ?? question), `${what}: ${missing.source}.`);
    }
    return publication;
  }

  #reportUnknown(node: YAMLMap, kind: keyof typeof fields): void {
    this.#reportTwice(node);
    const known: readonly string[] = fields[kind];
    for (const { key } of node.items) {
      if (!known.includes(String(key))) {
        this.#report(
          spanOf(key),
          `${shown(String(key))} is not a field of a ${kind}: write one of ${known.join(', ')}.`,
          'warning',
        );
      }
    }
  }

  #reportTwice(node: YAMLMap): void {
    const seen = new Set<string>();
    for (const { key } of node.items) {
      if (seen.has(String(key))) {
        this.#report(spanOf(key), 'This field is written twice: keep one of the two.', 'warning');
      }
      seen.add(String(key));
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
      this.#report(spanOf(entry ?? written ?? node), text);
    }
  }

  /** The fields of a map as plain values; none when they can't be followed. */
  #fields(node: YAMLMap): Record<string, unknown> {
    const fieldsSchema = v.fallback(v.record(v.string(), v.unknown()), {});
    return v.parse(fieldsSchema, this.#value(node));
  }

  /** What a node holds as plain values; undefined when its aliases can't be followed. */
  #value(node: Node): unknown {
    try {
      const value: unknown = node.toJS(this.#document, { maxAliasCount: MOST_ALIASES });
      JSON.stringify(value); // Throws at a value that holds itself.
      return value;
    } catch {
      this.#report(spanOf(node), "The aliases here can't be followed: write the values out.");
      return undefined;
    }
  }

  #report(span: Span, message: string, severity: DeckMistake['severity'] = 'error'): void {
    this.#mistakes.push({ path: this.#file.path, ...this.#range(span), severity, message });
  }

  #range([start, end]: Span): DeckRange {
    return { ...this.#position(start), end: this.#position(Math.max(start, end)) };
  }

  #position(offset: number): { line: number; column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

/** Offsets into the text: the first character, and the one behind the last. */
type Span = readonly [start: number, end: number];

/** What to underline for a node: all of it, or of a map in lines of its own its first key. */
function spanOf(node: unknown): Span {
  if (isMap(node) && node.flow !== true && node.items.length > 0) {
    return spanOf(node.items[0]?.key);
  }
  const [start, end] = (isNode(node) && node.range) || [0, 0];
  return [start, end];
}

/** A value as it may be quoted back to its author, cut short. */
function shown(value: unknown): string {
  if (value === undefined || value === null) {
    return 'empty';
  }
  return cutShort(JSON.stringify(value) ?? String(value), 60);
}
