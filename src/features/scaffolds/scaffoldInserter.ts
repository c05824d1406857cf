import * as vscode from 'vscode';
import { placeAt } from '../../platform/code/places.ts';
import { uriOf } from '../../platform/code/sourceCode.ts';
import { throwIfLocked } from '../../platform/editorLock.ts';
import type { Platform } from '../../platform/platform.ts';
import { connected } from '../../platform/session/activeSession.ts';
import type { Insertion } from '../../scaffolds/planInsertion.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';
import { HumanError } from '../../util/humanError.ts';
import type { Result } from '../../util/result.ts';
import { WriteAccess } from './writeAccess.ts';

/** Where to insert, if not at the cursor. */
export type Where =
  /** Below the statement or cell at a line, counted from 0. */
  | { readonly line: number }
  /** In the place of the words from here to the cursor, which were typed to get the scaffold. */
  | { readonly wordsFrom: { readonly line: number; readonly character: number } };

/** How often an insertion is tried into a document that changes under it. */
const attempts = 3;

type InserterParts = Pick<Platform, 'sessions' | 'liveShare' | 'log'>;

/** Puts scaffolds into the document in front, each as one step of undo. */
export class ScaffoldInserter {
  readonly #parts: InserterParts;
  readonly #access: WriteAccess;

  constructor(parts: InserterParts) {
    this.#parts = parts;
    this.#access = new WriteAccess(parts.sessions, parts.liveShare);
  }

  /**
   * @throws {HumanError} if nothing is open that a scaffold could go into, or it is not Python.
   */
  throwIfNowhere(): void {
    if (vscode.window.activeNotebookEditor === undefined) {
      requireEditor();
    }
  }

  /**
   * Inserts a scaffold below the statement or cell of the cursor, and notes it in the session.
   *
   * @throws {HumanError} with what to do, if the document can't take it; then it is unchanged.
   */
  async insert(scaffold: Scaffold, where?: Where): Promise<void> {
    const notebook = vscode.window.activeNotebookEditor;
    if (notebook !== undefined) {
      throwIfLocked(this.#parts, notebook.notebook);
      if (!(await this.#access.isGiven(notebook.notebook))) {
        return;
      }
      const { insertCells } = await import('./notebookInsertion.ts');
      const { plan, cell } = await insertCells(notebook, scaffold);
      this.#after(scaffold, plan.modules, cell.document, 0);
      return;
    }
    const editor = requireEditor();
    const { document } = editor;
    throwIfLocked(this.#parts, document);
    if (document.languageId !== 'python') {
      await vscode.languages.setTextDocumentLanguage(document, 'python');
    }
    if (!(await this.#access.isGiven(document))) {
      return;
    }
    const { modules } = await insertPlanned(editor, scaffold, where);
    this.#after(scaffold, modules, document, editor.selection.active.line);
  }

  /** What nobody waits for: the note in the session, and a look at the packages. */
  #after(
    scaffold: Scaffold,
    modules: readonly string[],
    document: vscode.TextDocument,
    line: number,
  ): void {
    const { framework } = scaffold;
    const { log } = this.#parts;
    log.background('Noting the scaffold', () => this.#note(scaffold, document, line));
    tellPackages(modules, framework, uriOf(document)).catch((error: unknown) =>
      log.note('Looking for the packages of a scaffold', error),
    );
  }

  async #note({ id, title }: Scaffold, document: vscode.TextDocument, line: number): Promise<void> {
    const { active } = this.#parts.sessions;
    const place = placeAt(document, line);
    if (active !== undefined) {
      await connected(active);
      await active.replica.dispatch({ type: 'noteScaffold', scaffoldId: id, title, place });
    }
  }
}

async function tellPackages(
  ...scaffold: readonly [modules: readonly string[], framework: string, resource: vscode.Uri]
): Promise<void> {
  const { tellMissingPackages } = await import('./pythonPackages.ts');
  await tellMissingPackages(...scaffold);
}

/**
 * The editor to insert into.
 *
 * @throws {HumanError} if there is none, or what is open is not Python.
 */
function requireEditor(): vscode.TextEditor {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    throw new HumanError('No file is open; open the Python file that the scaffold should go into.');
  }
  const { languageId, isUntitled } = editor.document;
  const blank = isUntitled && languageId === 'plaintext' && editor.document.getText().trim() === '';
  if (languageId !== 'python' && !blank) {
    throw new HumanError(
      `Scaffolds are Python, and this document is ${languageId}; open a Python file, or set the language of this one to Python.`,
    );
  }
  return editor;
}

/** A partner may be typing in the same document: then it is planned anew. */
async function insertPlanned(
  editor: vscode.TextEditor,
  scaffold: Scaffold,
  where: Where | undefined,
): Promise<Insertion> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const plan = await planFor(editor, scaffold, where);
    if (!plan.ok) {
      throw new HumanError(plan.error);
    }
    if (await apply(editor, plan.value, wordsOf(editor, where))) {
      return plan.value;
    }
  }
  throw new HumanError(
    'The document changed or could not be edited just then, so nothing was inserted; try again.',
  );
}

async function planFor(
  editor: vscode.TextEditor,
  scaffold: Scaffold,
  where: Where | undefined,
): Promise<Result<Insertion, string>> {
  const { planInsertion, planInsteadOf } = await import('../../scaffolds/planInsertion.ts');
  const { readSelection } = await import('../../scaffolds/insert/selection.ts');
  const { projectModules } = await import('../../platform/code/projectModules.ts');
  const { document } = editor;
  const modules = await projectModules(document.uri, document.getText());
  // Text and selection together, and only now: someone may have typed while the modules were read.
  const { selection } = editor;
  const text = document.getText();
  const words = wordsOf(editor, where);
  if (words !== undefined) {
    const [from, to] = [document.offsetAt(words.start), document.offsetAt(words.end)];
    return planInsteadOf(text, from, to, scaffold, { modules });
  }
  if (where !== undefined && 'line' in where) {
    const offset = document.offsetAt(new vscode.Position(where.line, 0));
    return planInsertion(text, offset, scaffold, { modules });
  }
  const { cursor, preferred } = readSelection(
    text,
    document.offsetAt(selection.start),
    document.offsetAt(selection.end),
  );
  return planInsertion(text, cursor, scaffold, { preferred, modules });
}

/** The words to be taken away, if they still stand before the cursor. */
function wordsOf(editor: vscode.TextEditor, where: Where | undefined): vscode.Range | undefined {
  if (where === undefined || !('wordsFrom' in where)) {
    return undefined;
  }
  const { line, character } = where.wordsFrom;
  const range = new vscode.Range(new vscode.Position(line, character), editor.selection.active);
  return range.isSingleLine ? range : undefined;
}

/** All in one edit, so that one undo takes it all back; false if the document has changed since. */
async function apply(
  editor: vscode.TextEditor,
  { imports, body }: Insertion,
  words: vscode.Range | undefined,
): Promise<boolean> {
  const { document } = editor;
  const at = (offset: number) => document.positionAt(offset);
  const start = at(body.offset);
  const snippet = new vscode.SnippetTextEdit(
    new vscode.Range(start, start),
    new vscode.SnippetString(body.snippet),
  );
  snippet.keepWhitespace = true;
  const edit = new vscode.WorkspaceEdit();
  edit.set(document.uri, [
    ...imports.map(({ offset, text }) => vscode.TextEdit.insert(at(offset), text)),
    snippet,
    ...(words === undefined ? [] : [vscode.TextEdit.delete(words)]),
  ]);
  return vscode.workspace.applyEdit(edit);
}
