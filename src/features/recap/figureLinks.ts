import { access } from 'node:fs/promises';
import * as path from 'node:path';
import { linkPath } from '../../core/markdown.ts';

/**
 * The destinations of links from a recap to the figures of a session: relative, so that the workspace may
 * be moved. None where the recap is kept outside of it.
 *
 * @param folder the path of the folder that the recap is in.
 * @param workspace the paths of the folders that are open. A figure that is in none of them may come to the
 *   first, as when a partner's work is pulled.
 */
export async function figureLinks(
  folder: string,
  workspace: readonly string[],
  figures: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const links = new Map<string, string>();
  const [first] = workspace;
  if (first === undefined || !/^\.\.(?:[\\/]\.\.)*$/.test(path.relative(folder, first))) {
    return links;
  }
  for (const figure of figures) {
    const file = (await existing(workspace, figure)) ?? path.join(first, figure);
    const way = path.relative(folder, file);
    if (!path.isAbsolute(way)) {
      links.set(figure, linkPath(way.replaceAll(path.sep, '/')));
    }
  }
  return links;
}

async function existing(folders: readonly string[], figure: string): Promise<string | undefined> {
  for (const folder of folders) {
    const file = path.join(folder, figure);
    try {
      await access(file);
      return file;
    } catch {} // Not in this folder.
  }
  return undefined;
}
