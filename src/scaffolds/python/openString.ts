import type { PythonTree } from './tree.ts';

/** A triple-quoted string that is never closed, so that the rest of the document is part of it. */
export interface OpenString {
  readonly from: number;
  /** Counted from 1. */
  readonly line: number;
}

export function openString({ text, root }: PythonTree): OpenString | undefined {
  let found: OpenString | undefined;
  root.cursor().iterate((node) => {
    const isString = node.name === 'String' || node.name === 'FormatString';
    if (isString && node.to >= text.trimEnd().length && node.node.lastChild?.type.isError) {
      found ??= { from: node.from, line: text.slice(0, node.from).split('\n').length };
    }
  });
  return found;
}
