import * as vscode from 'vscode';
import type { Content } from '../../platform/content/content.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';

/** Offers scaffolds where someone types the name of one at the start of a line. */
export class ScaffoldCompletions implements vscode.CompletionItemProvider {
  readonly #content: Content;

  constructor(content: Content) {
    this.#content = content;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.CompletionList | undefined> {
    const line = document.lineAt(position).text;
    const { typedWords, scaffoldsNamed, isBetweenStatements } = await import(
      '../../scaffolds/completeScaffold.ts'
    );
    const typed = typedWords(line, position.character);
    if (typed === undefined) {
      return undefined;
    }
    const { scaffolds } = await this.#content.catalog();
    const named = scaffoldsNamed(typed.words, scaffolds);
    const start = position.with({ character: typed.from });
    if (named.length === 0 || token.isCancellationRequested) {
      return undefined;
    }
    const { readDocument } = await import('../../scaffolds/python/document.ts');
    const plain = readDocument(document.getText());
    const [from, cursor] = [document.offsetAt(start), document.offsetAt(position)];
    if (!isBetweenStatements(plain, from)) {
      return undefined;
    }
    // Files are read only where something is offered, not for every word.
    const { projectModules } = await import('../../platform/code/projectModules.ts');
    const code = { ...plain, modules: await projectModules(document.uri, plain.text) };
    if (token.isCancellationRequested) {
      return undefined;
    }
    const { orderScaffolds } = await import('../../scaffolds/orderScaffolds.ts');
    const { modelsInSight } = await import('../../scaffolds/modelsInSight.ts');
    const { frameworksOf } = await import('../../scaffolds/techniquesAt.ts');
    const around = {
      techniques: [],
      models: modelsInSight(code, cursor),
      frameworks: frameworksOf(code),
    };
    const range = new vscode.Range(start, position);
    const items = scaffoldsNamed(typed.words, orderScaffolds(named, around)).map((scaffold, i) =>
      itemFor(scaffold, typed.words, range, i),
    );
    // Asked again for each letter, since an item holds the words as they are typed so far.
    return new vscode.CompletionList(items, true);
  }
}

/**
 * The item leaves the words as they are, and its command takes them away together with inserting the
 * scaffold, so that one undo brings back the document as it was.
 */
function itemFor(
  { id, title, framework, description, picture }: Scaffold,
  words: string,
  range: vscode.Range,
  index: number,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(
    `Interpair: ${title} (${framework})`,
    vscode.CompletionItemKind.Snippet,
  );
  item.detail = description;
  item.documentation = `Picture: ${picture}`;
  item.filterText = words;
  item.insertText = words;
  item.range = range;
  // Below what the document itself has under such a name.
  item.sortText = `zzz${String(index).padStart(3, '0')}`;
  const { line, character } = range.start;
  item.command = {
    command: 'interpair.insertScaffold',
    title: 'Insert Scaffold',
    arguments: [id, { wordsFrom: { line, character } }],
  };
  return item;
}
