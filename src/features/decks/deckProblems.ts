import * as vscode from 'vscode';
import type { Millis } from '../../core/time.ts';
import type { LoadedDecks } from '../../platform/content/loadedDecks.ts';
import { Later } from '../../platform/later.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import { openSettings, showSettings } from '../../platform/showSettings.ts';
import type { DeckMistake } from '../../questions/deck.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';

/** Typing rests this long before what was typed is looked at. */
const rest: Millis = 300;

/** The mistakes in a team's decks: in the Problems panel, and a notice for a deck that is not there. */
export class DeckProblems implements Disposable {
  readonly #decks: LoadedDecks;
  readonly #log: LogChannel;
  readonly #disposables = new DisposableStore();
  readonly #shown = this.#disposables.add(vscode.languages.createDiagnosticCollection('interpair'));
  /** What is known to be missing, so that it is said once. */
  #missing: readonly string[] = [];
  readonly #later = this.#disposables.add(
    new Later(() => this.#log.background('Mistakes in decks', () => this.#look())),
  );
  /** Counts the looks, so that a slow one never overtakes a newer one. */
  #looks = 0;

  constructor(decks: LoadedDecks, log: LogChannel) {
    this.#decks = decks;
    this.#log = log;
    this.#disposables.add(decks.onDidChange(() => this.#later.in(0)));
    this.#disposables.add(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (decks.isDeck(document.uri)) {
          this.#later.in(rest);
        }
      }),
    );
    this.#disposables.add(
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (decks.isDeck(uri)) {
          this.#later.in(0); // What was typed and not saved is gone.
        }
      }),
    );
    this.#later.in(0);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #look(): Promise<void> {
    const look = ++this.#looks;
    const reports = await this.#decks.reports();
    const missing = await this.#decks.missing();
    if (look !== this.#looks || this.#disposables.isDisposed) {
      return;
    }
    this.#shown.clear();
    this.#shown.set(reports.map(({ uri, mistakes }) => [uri, mistakes.map(diagnostic)]));
    const news = missing.filter((entry) => !this.#missing.includes(entry));
    this.#missing = missing;
    if (news.length > 0) {
      await tellMissing(news);
    }
  }
}

function diagnostic({ line, column, end, severity, message }: DeckMistake): vscode.Diagnostic {
  const shown = new vscode.Diagnostic(
    new vscode.Range(line - 1, column - 1, end.line - 1, end.column - 1),
    message,
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning,
  );
  shown.source = 'Interpair';
  return shown;
}

async function tellMissing(entries: readonly string[]): Promise<void> {
  const setting = 'interpair.questions.decks';
  const named = entries.map((entry) => `"${entry}"`).join(', ');
  const picked = await vscode.window.showWarningMessage(
    noticeText(`There is no deck at ${named}; correct the path in ${setting}, or put one there.`),
    openSettings,
  );
  if (picked === openSettings) {
    await showSettings(setting);
  }
}
