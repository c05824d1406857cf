import * as vscode from 'vscode';
import type { Question } from '../../core/question.ts';
import { labelText } from '../../platform/notice.ts';
import { cutShort } from '../../util/cutShort.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';

/** Longer questions are cut below a cell; the tooltip has them whole. */
const longest = 60;

interface CellQuestion {
  readonly question: Question;
  readonly cell: vscode.TextDocument;
}

/**
 * The open questions about a notebook, each below its cell: in cells VS Code shows no comments. A click
 * leads to the panel, where they are answered.
 */
export class CellQuestions implements vscode.NotebookCellStatusBarItemProvider, Disposable {
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new vscode.EventEmitter<void>());
  #shown: readonly CellQuestion[] = [];

  readonly onDidChangeCellStatusBarItems = this.#onDidChange.event;

  constructor() {
    this.#disposables.add(
      vscode.notebooks.registerNotebookCellStatusBarItemProvider('jupyter-notebook', this),
    );
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Shows these and no others. */
  show(questions: readonly CellQuestion[]): void {
    if (questions.length > 0 || this.#shown.length > 0) {
      this.#shown = questions;
      this.#onDidChange.fire();
    }
  }

  provideCellStatusBarItems(cell: vscode.NotebookCell): vscode.NotebookCellStatusBarItem[] {
    return this.#shown
      .filter((shown) => shown.cell === cell.document)
      .map(({ question }) => itemOf(question));
  }
}

function itemOf({ text }: Question): vscode.NotebookCellStatusBarItem {
  const oneLine = text.replace(/\s+/g, ' ').trim();
  const item = new vscode.NotebookCellStatusBarItem(
    `$(comment-unresolved) ${labelText(cutShort(oneLine, longest))}`,
    vscode.NotebookCellStatusBarAlignment.Left,
  );
  item.tooltip = `Open question: ${oneLine}`;
  item.command = 'interpair.questions.focus';
  item.accessibilityInformation = { label: item.tooltip };
  return item;
}
