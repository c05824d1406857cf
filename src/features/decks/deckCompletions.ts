import * as vscode from 'vscode';
import type { Content } from '../../platform/content/content.ts';
import type { LoadedDecks } from '../../platform/content/loadedDecks.ts';
import type { DeckCompletion } from '../../questions/completeDeck.ts';
import type { Disposable } from '../../util/disposable.ts';

/** Fields, phases, techniques, sources and checks while someone writes a deck. */
export function deckCompletions(decks: LoadedDecks, content: Content): Disposable {
  return vscode.languages.registerCompletionItemProvider(
    { language: 'yaml' },
    new DeckCompletions(decks, content),
    ' ',
    '[',
    ',',
  );
}

class DeckCompletions implements vscode.CompletionItemProvider {
  readonly #decks: LoadedDecks;
  readonly #content: Content;

  constructor(decks: LoadedDecks, content: Content) {
    this.#decks = decks;
    this.#content = content;
  }

  async provideCompletionItems(
    document: vscode.TextDocument,
    { line: row, character }: vscode.Position,
  ): Promise<vscode.CompletionItem[]> {
    if (!this.#decks.isDeck(document.uri)) {
      return [];
    }
    const { completeDeck, namesCheck } = await import('../../questions/completeDeck.ts');
    const lines = document.getText().split(/\r?\n/);
    const checks = namesCheck(lines[row] ?? '') ? (await this.#content.catalog()).scaffolds : [];
    const { start, items } = completeDeck(lines, row, character, checks) ?? { start: 0, items: [] };
    const range = new vscode.Range(row, start, row, character);
    return items.filter(isOurs).map((item, index) => completionItem(item, index, range));
  }
}

/** With the YAML extension by Red Hat, what the schema says is offered by that. */
function isOurs({ kind }: DeckCompletion): boolean {
  const bySchema = vscode.extensions.getExtension('redhat.vscode-yaml') !== undefined;
  return !bySchema || kind === 'check' || kind === 'source';
}

const kinds = {
  field: vscode.CompletionItemKind.Property,
  option: vscode.CompletionItemKind.EnumMember,
  source: vscode.CompletionItemKind.Reference,
  check: vscode.CompletionItemKind.Reference,
  snippet: vscode.CompletionItemKind.Snippet,
} as const;

function completionItem(
  { kind, label, description, insert }: DeckCompletion,
  index: number,
  range: vscode.Range,
): vscode.CompletionItem {
  const item = new vscode.CompletionItem(label, kinds[kind]);
  item.detail = description;
  item.insertText = kind === 'snippet' ? new vscode.SnippetString(insert) : insert;
  item.range = range;
  // In the order of the schema, which is the order in which people write.
  item.sortText = String(index).padStart(3, '0');
  if (kind === 'field' && insert.endsWith(' ')) {
    item.command = { command: 'editor.action.triggerSuggest', title: 'Suggest' };
  }
  return item;
}
