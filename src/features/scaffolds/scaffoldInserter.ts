import { access, constants, stat } from 'node:fs/promises';
import * as vscode from 'vscode';
import { connected } from '../../platform/activeSession.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { placeAt } from '../../platform/places.ts';
import type { Sessions } from '../../platform/sessions.ts';
import type { Insertion } from '../../scaffolds/planInsertion.ts';
import type { Scaffold } from '../../scaffolds/scaffold.ts';
import { HumanError } from '../../util/humanError.ts';

/** Puts scaffolds into the document in front, each as one step of undo. */
export class ScaffoldInserter {
  readonly #sessions: Sessions;
  readonly #log: LogChannel;

  constructor(sessions: Sessions, log: LogChannel) {
    this.#sessions = sessions;
    this.#log = log;
  }

  /**
   * The editor to insert into.
   *
   * @throws {HumanError} if there is none, or what is open is not Python.
   */
  requireEditor(): vscode.TextEditor {
    const editor = vscode.window.activeTextEditor;
    if (editor === undefined) {
      throw new HumanError(
        'No file is open; open the Python file that the scaffold should go into.',
      );
    }
    const { languageId, isUntitled } = editor.document;
    const blank =
      isUntitled && languageId === 'plaintext' && editor.document.getText().trim() === '';
    if (languageId !== 'python' && !blank) {
      throw new HumanError(
        `Scaffolds are Python, and this document is ${languageId}; open a Python file, or set the language of this one to Python.`,
      );
    }
    return editor;
  }

  /**
   * Inserts a scaffold below the statement or cell of the cursor, and notes it in the session.
   *
   * @throws {HumanError} with what to do, if the document can't take it; then it is unchanged.
   */
  async insert(scaffold: Scaffold): Promise<void> {
    const editor = this.requireEditor();
    if (editor.document.languageId !== 'python') {
      await vscode.languages.setTextDocumentLanguage(editor.document, 'python');
    }
    await throwIfReadOnly(editor.document);
    const { planInsertion } = await import('../../scaffolds/planInsertion.ts');
    const { document } = editor;
    const plan = planInsertion(
      document.getText(),
      document.offsetAt(editor.selection.active),
      scaffold,
    );
    if (!plan.ok) {
      throw new HumanError(plan.error);
    }
    await apply(editor, plan.value);
    this.#log.background('Noting the scaffold', () => this.#note(scaffold, editor));
  }

  async #note({ id, title }: Scaffold, editor: vscode.TextEditor): Promise<void> {
    const { active } = this.#sessions;
    const place = placeAt(editor.document, editor.selection.active.line);
    if (active !== undefined) {
      await connected(active);
      await active.replica.dispatch({ type: 'noteScaffold', scaffoldId: id, title, place });
    }
  }
}

async function throwIfReadOnly({ uri, isUntitled }: vscode.TextDocument): Promise<void> {
  const writable = vscode.workspace.fs.isWritableFileSystem(uri.scheme);
  if (isUntitled || writable === undefined) {
    return;
  }
  const readOnly =
    !writable ||
    (await permissionsOf(uri)) === vscode.FilePermission.Readonly ||
    (uri.scheme === 'file' && (await isLocked(uri.fsPath)));
  if (readOnly) {
    throw new HumanError(
      'This file is read-only; make it writable, or save a copy and insert the scaffold there.',
    );
  }
}

async function permissionsOf(uri: vscode.Uri): Promise<vscode.FilePermission | undefined> {
  try {
    return (await vscode.workspace.fs.stat(uri)).permissions;
  } catch {
    return undefined; // Not saved yet, or gone from disk: the editor decides.
  }
}

/** VS Code edits a file without write permission like any other and complains when it is saved. */
async function isLocked(path: string): Promise<boolean> {
  try {
    const { mode } = await stat(path);
    await access(path, constants.W_OK);
    return (mode & 0o222) === 0; // Root may write it all the same, but someone locked it.
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    return code === 'EACCES' || code === 'EPERM' || code === 'EROFS';
  }
}

/** All in one edit, so that one undo takes it all back. */
async function apply(editor: vscode.TextEditor, { imports, body }: Insertion): Promise<void> {
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
  ]);
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new HumanError(
      'The document changed or could not be edited just then, so nothing was inserted; try again.',
    );
  }
}
