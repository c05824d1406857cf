/** A line of a deck: of YAML in lines of its own, as people write it. */
interface Line {
  /** Where its `-` stands, if it begins an entry of a list; counted from 0, as all columns here. */
  readonly dash: number | undefined;
  /** Where its key or its value begins. */
  readonly column: number;
  readonly key: string | undefined;
}

/** What is being written at a place in a deck. */
export interface WrittenHere {
  /** The keys that lead there, from the root, with `[]` for an entry of a list. */
  readonly path: readonly string[];
  /** The column where the word at the cursor begins, counted from 0. */
  readonly start: number;
  /** A value that follows its key on the line, or a list in brackets; else a key or an entry. */
  readonly isValue: boolean;
  /** The line begins an entry of a list. */
  readonly isEntry: boolean;
  /** The other keys of the same map. */
  readonly beside: readonly string[];
}

/**
 * Finds out by indentation alone what is written at the cursor, since a deck that is being typed is
 * seldom YAML that can be parsed.
 * @param row counted from 0, as is `column`
 * @returns undefined inside of a text or a comment
 */
export function writtenHere(
  lines: readonly string[],
  row: number,
  column: number,
): WrittenHere | undefined {
  const before = (lines[row] ?? '').slice(0, column);
  const [, indent, hyphen = '', key, value = ''] =
    /^( *)(- +)?(?:([\w.-]+): +(.*))?[\w.-]*$/.exec(before) ?? [];
  if (indent === undefined) {
    return undefined;
  }
  const dash = hyphen === '' ? undefined : indent.length;
  const own = indent.length + hyphen.length;
  const above = pathTo(lines, row, own, dash);
  const isEntry = dash !== undefined;
  if (key === undefined) {
    return {
      path: above,
      start: own,
      isValue: false,
      isEntry,
      beside: keysBeside(lines, row, own, isEntry),
    };
  }
  const list = /^\[(?:[^\]]*,)? *([\w.-]*)$/.exec(value)?.[1];
  const word = list ?? /^[\w.-]*$/.exec(value)?.[0];
  if (word === undefined) {
    return undefined;
  }
  const path = list === undefined ? [...above, key] : [...above, key, '[]'];
  return { path, start: column - word.length, isValue: true, isEntry, beside: [] };
}

/** The keys of the map below a key that stands at the root. */
export function keysUnder(lines: readonly string[], root: string): readonly string[] {
  const parsed = lines.map(parse);
  const start = parsed.findIndex((line) => line?.column === 0 && line.key === root);
  const below = start < 0 ? [] : parsed.slice(start + 1).filter((line) => line !== undefined);
  const end = below.findIndex(({ column }) => column === 0);
  const inside = below.slice(0, end < 0 ? below.length : end);
  return inside.flatMap(({ column, key }) =>
    column === inside[0]?.column && key !== undefined ? [key] : [],
  );
}

function parse(text: string): Line | undefined {
  const [, indent = '', hyphen = '', rest = ''] = /^( *)(- +)?(.*)$/.exec(text.trimEnd()) ?? [];
  if (rest === '' || rest.startsWith('#')) {
    return undefined;
  }
  return {
    dash: hyphen === '' ? undefined : indent.length,
    column: indent.length + hyphen.length,
    key: /^([\w.-]+):(?: |$)/.exec(rest)?.[1],
  };
}

function pathTo(
  lines: readonly string[],
  row: number,
  column: number,
  dash: number | undefined,
): readonly string[] {
  const path: string[] = dash === undefined ? [] : ['[]'];
  let at = dash ?? column;
  let inList = dash !== undefined;
  for (let above = row - 1; above >= 0 && (at > 0 || inList); above--) {
    const line = parse(lines[above] ?? '');
    const startsEntry = !inList && line?.dash !== undefined && line.column === at;
    const isParent = line?.key !== undefined && (inList ? line.column <= at : line.column < at);
    if (line === undefined || !(startsEntry || isParent)) {
      continue;
    }
    if (isParent && line.key !== undefined) {
      path.unshift(line.key);
    }
    inList = line.dash !== undefined;
    at = line.dash ?? line.column;
    if (inList) {
      path.unshift('[]');
    }
  }
  return path;
}

function keysBeside(
  lines: readonly string[],
  row: number,
  column: number,
  isEntry: boolean,
): readonly string[] {
  const keys: string[] = [];
  for (let above = row - 1; above >= 0 && !isEntry; above--) {
    const line = parse(lines[above] ?? '');
    if (line !== undefined && line.column < column) {
      break;
    }
    if (line?.column === column) {
      keys.unshift(line.key ?? '');
      if (line.dash !== undefined) {
        break;
      }
    }
  }
  for (let below = row + 1; below < lines.length; below++) {
    const line = parse(lines[below] ?? '');
    if (line !== undefined && (line.dash ?? line.column) < column) {
      break;
    }
    if (line?.column === column) {
      keys.push(line.key ?? '');
    }
  }
  return keys;
}
