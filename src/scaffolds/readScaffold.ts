import * as v from 'valibot';
import { parse, YAMLParseError } from 'yaml';
import { type Header, headerSchema, type Technique, techniques } from './header.ts';
import type { Scaffold } from './scaffold.ts';

/** A file of the catalogue that can't be used; the message names the file and what to write instead. */
export class CatalogError extends Error {
  override readonly name = 'CatalogError';
}

/**
 * Reads one file of the catalogue.
 * @param path `<technique>/<method>.<framework>.py`, which must agree with the id in the header
 * @throws CatalogError for a missing or wrong header
 */
export function readScaffold(path: string, text: string): Scaffold {
  const { docstring, source } = parted(path, text.replaceAll('\r\n', '\n'));
  const header = readHeader(path, docstring);
  const [technique = '', method = '', framework = ''] = header.id.split('.');
  if (path !== `${technique}/${method}.${framework}.py`) {
    throw new CatalogError(
      `${path}: the id is "${header.id}", so the file should be ${technique}/${method}.${framework}.py.`,
    );
  }
  return { ...header, technique: readTechnique(path, technique), method, framework, source };
}

/** The file's docstring, and what is below it. */
function parted(path: string, text: string): { docstring: string; source: string } {
  const [, docstring, source] = /^"""\n([\s\S]*?)\n"""\n+([\s\S]*)$/.exec(text) ?? [];
  if (docstring === undefined || source === undefined) {
    throw new CatalogError(
      `${path}: the file should start with a docstring that holds the header in YAML.`,
    );
  }
  return { docstring, source };
}

function readHeader(path: string, docstring: string): Header {
  const parsed = v.safeParse(headerSchema, readYaml(path, docstring));
  if (parsed.success) {
    return parsed.output;
  }
  const mistakes = parsed.issues.map((issue) => {
    const field = v.getDotPath(issue) ?? 'header';
    return issue.input === undefined ? `"${field}" is missing` : `"${field}": ${issue.message}`;
  });
  throw new CatalogError(`${path}: ${mistakes.join('; ')}.`);
}

function readYaml(path: string, docstring: string): unknown {
  try {
    return parse(docstring);
  } catch (error) {
    if (error instanceof YAMLParseError) {
      // The docstring starts on the file's second line.
      throw new CatalogError(
        `${path}:${(error.linePos?.[0].line ?? 1) + 1}: the header is not valid YAML: ${error.code}.`,
      );
    }
    throw error;
  }
}

function readTechnique(path: string, name: string): Technique {
  const technique = techniques.find((known) => known === name);
  if (technique === undefined) {
    throw new CatalogError(
      `${path}: "${name}" is not a technique: write one of ${techniques.join(', ')}.`,
    );
  }
  return technique;
}
