import { readImport } from './imports.ts';
import { parsePython, statementsOf } from './tree.ts';

/** A module of the project itself, as far as a document that imports it has to know it. */
export interface OwnModule {
  readonly text: string;
  /** The project's modules that it imports in turn. */
  readonly modules: OwnModules;
}

/** Modules of the project by the name that an import uses: `words`, `.models`, `pkg.models`. */
export type OwnModules = ReadonlyMap<string, OwnModule>;

export const noModules: OwnModules = new Map();

/** The files of a project. Paths have forward slashes. */
export interface ProjectFiles {
  /** The names in a folder; none if it can't be read. */
  list(folder: string): Promise<readonly string[]>;
  /** The text of a file; undefined if it can't be read. */
  read(file: string): Promise<string | undefined>;
}

/** What a module imports is followed this far. */
const depth = 3;
/** A module with more characters than this is left alone: data, or generated. */
const largest = 200_000;

/**
 * Reads the modules of the project that a document imports, and what they import in turn.
 * @param folder of the document
 * @param roots folders besides its own that absolute imports may start in
 */
export async function readOwnModules(
  text: string,
  folder: string,
  roots: readonly string[],
  files: ProjectFiles,
): Promise<OwnModules> {
  return new ModuleReader(roots, files).modulesOf(text, folder, depth);
}

class ModuleReader {
  readonly #roots: readonly string[];
  readonly #files: ProjectFiles;
  readonly #listings = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #modules = new Map<string, Promise<OwnModule | undefined>>();

  constructor(roots: readonly string[], files: ProjectFiles) {
    this.#roots = roots;
    this.#files = files;
  }

  async modulesOf(text: string, folder: string, further: number): Promise<OwnModules> {
    const found = await Promise.all(
      modulesNamed(text).map(
        async (name) => [name, await this.#find(name, folder, further)] as const,
      ),
    );
    return new Map(found.flatMap(([name, module]) => (module ? [[name, module]] : [])));
  }

  async #find(name: string, folder: string, further: number): Promise<OwnModule | undefined> {
    const [, dots = '', rest = ''] = /^(\.*)(.*)$/.exec(name) ?? [];
    const parts = rest === '' ? [] : rest.split('.');
    const starts = dots === '' ? [folder, ...this.#roots] : [ancestor(folder, dots.length - 1)];
    for (const start of new Set(starts)) {
      const file = await this.#fileOf(start, parts);
      const module = file === undefined ? undefined : await this.#moduleIn(file, further);
      if (module !== undefined) {
        return module;
      }
    }
    return undefined;
  }

  #moduleIn(file: string, further: number): Promise<OwnModule | undefined> {
    const key = `${further} ${file}`;
    const module = this.#modules.get(key) ?? this.#read(file, further);
    this.#modules.set(key, module);
    return module;
  }

  async #read(file: string, further: number): Promise<OwnModule | undefined> {
    const text = await this.#files.read(file);
    if (text === undefined || text.length > largest) {
      return undefined;
    }
    const modules = further > 1 ? this.modulesOf(text, ancestor(file, 1), further - 1) : noModules;
    return { text, modules: await modules };
  }

  /** `a/b.py` or `a/b/__init__.py` for `a.b`, whichever is there. */
  async #fileOf(start: string, parts: readonly string[]): Promise<string | undefined> {
    let folder = start;
    for (const part of parts.slice(0, -1)) {
      if (!(await this.#names(folder)).has(part)) {
        return undefined;
      }
      folder = `${folder}/${part}`;
    }
    const last = parts.at(-1);
    if (last !== undefined && (await this.#names(folder)).has(`${last}.py`)) {
      return `${folder}/${last}.py`;
    }
    if (last !== undefined && !(await this.#names(folder)).has(last)) {
      return undefined;
    }
    const inside = last === undefined ? folder : `${folder}/${last}`;
    return (await this.#names(inside)).has('__init__.py') ? `${inside}/__init__.py` : undefined;
  }

  #names(folder: string): Promise<ReadonlySet<string>> {
    const known = this.#listings.get(folder);
    const listing = known ?? this.#files.list(folder).then((names) => new Set(names));
    this.#listings.set(folder, listing);
    return listing;
  }
}

/** The modules that a document's imports may name: of `from a import b` both `a` and `a.b`. */
function modulesNamed(text: string): readonly string[] {
  const tree = parsePython(text);
  const statements = statementsOf(tree.root)
    .filter(({ name }) => name === 'ImportStatement')
    .map((node) => readImport(tree, node));
  const names = statements.flatMap(({ module, names: imported }) => [
    ...(module === undefined ? [] : [module]),
    ...imported.flatMap(({ path, dotted }) => [path, ...(dotted === undefined ? [] : [dotted])]),
  ]);
  return [...new Set(names)];
}

function ancestor(path: string, levels: number): string {
  return path
    .split('/')
    .slice(0, levels === 0 ? undefined : -levels)
    .join('/');
}
