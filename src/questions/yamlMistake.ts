import type { YAMLParseError, YAMLWarning } from 'yaml';

/** What to write instead, for the mistakes people make in YAML most. */
const remedies: Readonly<Partial<Record<YAMLParseError['code'], string>>> = {
  TAB_AS_INDENT: 'Indent with spaces here, not with a tab.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the text in quotes here: it holds a colon.',
  MISSING_CHAR: 'Close the quote or the bracket here.',
  BAD_INDENT: 'Indent this line like the fields beside it.',
  MULTIPLE_DOCS: 'Write one deck to a file: remove the line ---.',
  TAG_RESOLVE_FAILED: 'Remove the tag here: a deck holds plain text only.',
  RESOURCE_EXHAUSTION:
    'Write this with fewer brackets or lists: they stand too deep inside each other.',
  BAD_ALIAS: 'Write the value out here: the alias points nowhere.',
};

/** A sentence for the person who wrote the file. */
export function yamlMistake(error: YAMLParseError | YAMLWarning): string {
  const what = error.message.split('\n')[0]?.replace(/[.:]$/, '') ?? '';
  return (
    remedies[error.code] ?? `The YAML can't be read here (${what}): check indentation and quotes.`
  );
}
