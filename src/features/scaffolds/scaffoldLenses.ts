import * as vscode from 'vscode';
import type { Content } from '../../platform/content/content.ts';
import { checksOf } from '../../scaffolds/checksOf.ts';

/** Links at the title of each scaffold in a file: to its sanity check, and to questions about it. */
export class ScaffoldLenses implements vscode.CodeLensProvider {
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  async provideCodeLenses(
    document: vscode.TextDocument,
    token: vscode.CancellationToken,
  ): Promise<vscode.CodeLens[]> {
    const text = document.getText();
    const catalog = await this.#content.catalog();
    if (token.isCancellationRequested) {
      return [];
    }
    const { standingScaffolds } = await import('../../scaffolds/scaffoldAt.ts');
    const standing = standingScaffolds(text, catalog);
    const ids = new Set(standing.map(({ scaffold }) => scaffold.id));
    return standing.flatMap(({ scaffold, from, to }) => {
      const title = document.lineAt(document.positionAt(from)).range;
      const { line } = document.positionAt(Math.max(from, to - 1));
      const check = checksOf(scaffold, catalog).find(({ id }) => !ids.has(id));
      const questions = new vscode.CodeLens(title, {
        command: 'interpair.questions.focus',
        title: 'Questions for this',
      });
      if (check === undefined) {
        return [questions];
      }
      const insert = new vscode.CodeLens(title, {
        command: 'interpair.insertScaffold',
        title: 'Insert its sanity check',
        tooltip: `${check.title}: ${check.description}`,
        arguments: [check.id, { line }],
      });
      return [insert, questions];
    });
  }
}
