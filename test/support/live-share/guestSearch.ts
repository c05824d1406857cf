import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Link } from './link.ts';

/** What VS Code lets few extensions do, Live Share among them, and the editor of the tests all. */
declare module 'vscode' {
  interface FileSearchProvider {
    provideFileSearchResults(query: unknown, options: { readonly folder: Uri }): Promise<Uri[]>;
  }

  namespace workspace {
    function registerFileSearchProvider(scheme: string, provider: FileSearchProvider): Disposable;
  }
}

/** Lets files of the host be found by name in a guest's window; without it, searches there never end. */
export function registerSearch(link: Link | undefined): vscode.Disposable {
  return vscode.workspace.registerFileSearchProvider('vsls', {
    /** All that there are: VS Code itself chooses among them by what is searched for. */
    async provideFileSearchResults(_query, { folder }) {
      const paths = v.parse(v.array(v.string()), (await link?.request('files', folder.path)) ?? []);
      return paths.map((path) => vscode.Uri.from({ scheme: 'vsls', path }));
    },
  });
}
