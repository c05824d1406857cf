import * as vscode from 'vscode';
import { isDrivers, type Lockable } from '../../platform/editorLock.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { LockMemory } from './lockMemory.ts';

type Document = vscode.TextDocument | vscode.NotebookDocument;

/**
 * Makes the editors of this window read-only, and gives them back. VS Code does so for this window alone
 * and until it is reloaded, but only for the editor in front: so each comes in line when it gets there,
 * which is where one types.
 */
export class ReadOnlyEditors implements Disposable {
  readonly #memory: LockMemory;
  readonly #log: Pick<LogChannel, 'note'>;
  readonly #disposables = new DisposableStore();
  #wanted = false;
  /** Made read-only once since then: what the person has made writable again stays so. */
  readonly #done = new Set<string>();
  /** One after the other, since each acts on whichever editor is in front. */
  #work: Promise<void> = Promise.resolve();
  #isLooking = false;

  constructor(memory: LockMemory, log: Pick<LogChannel, 'note'>) {
    this.#memory = memory;
    this.#log = log;
    const { window, workspace } = vscode;
    const look = () => this.#look();
    for (const happens of [
      window.tabGroups.onDidChangeTabs,
      window.tabGroups.onDidChangeTabGroups,
      window.onDidChangeActiveTextEditor,
      window.onDidChangeActiveNotebookEditor,
      workspace.onDidOpenTextDocument,
      workspace.onDidOpenNotebookDocument,
      // What has unsaved changes is left alone until then: a read-only file can't be saved.
      workspace.onDidSaveTextDocument,
      workspace.onDidSaveNotebookDocument,
    ]) {
      this.#disposables.add(happens(look));
    }
    this.#disposables.add(
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && !this.#wanted && memory.has(document.uri)) {
          this.#enqueue(() => this.#rescue(document));
        }
      }),
    );
  }

  /** Read-only from now on, or no more. */
  set(wanted: boolean): void {
    this.#wanted = wanted;
    this.#done.clear();
    this.#look();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #look(): void {
    if (!this.#isLooking) {
      this.#isLooking = true;
      this.#enqueue(async () => {
        this.#isLooking = false;
        await this.#bringInLine();
      });
    }
  }

  #enqueue(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (!this.#disposables.isDisposed) {
        await work().catch((error: unknown) => this.#log.note('Read-only editors', error));
      }
    });
  }

  async #bringInLine(): Promise<void> {
    const document = inFront();
    if (document === undefined) {
      return;
    }
    if (this.#wanted) {
      if (isDrivers(document) && !document.isDirty && !this.#done.has(document.uri.toString())) {
        await this.#lock(document);
      }
    } else if (this.#memory.has(document.uri)) {
      await this.#giveBack(document);
    }
  }

  async #lock(document: Document): Promise<void> {
    // What is read-only already is so by ours, or by the person's own wish, which stays.
    if (!(await isWritable(document)) || !this.#wanted || inFront() !== document) {
      return;
    }
    await this.#memory.add(document.uri);
    await doInFront('setActiveEditorReadonlyInSession');
    const after = inFront();
    if (after === document) {
      this.#done.add(document.uri.toString());
    } else if (after !== undefined) {
      await this.#memory.add(after.uri); // It came in front just then, and may have got it instead.
    }
  }

  async #giveBack(document: Document): Promise<void> {
    if (document.isDirty || !(await isWritable(document))) {
      await doInFront('resetActiveEditorReadonlyInSession');
    }
    if (inFront() !== document) {
      return; // Another one came in front meanwhile; this one's turn is when it is back.
    }
    await this.#memory.delete(document.uri);
    if ('getText' in document && !document.isDirty && !(await isOnDisk(document))) {
      await markUnsaved(document);
    }
  }

  /**
   * Gives a document back that is changed behind another one, as a renaming in many files does: VS Code
   * saves no change that a read-only document got.
   */
  async #rescue(document: vscode.TextDocument): Promise<void> {
    if (this.#wanted || !this.#memory.has(document.uri) || (await isOnDisk(document))) {
      return;
    }
    const before = vscode.window.activeTextEditor;
    await vscode.window.showTextDocument(document, { preview: false });
    await this.#bringInLine();
    if (before !== undefined && before.viewColumn !== undefined) {
      await vscode.window.showTextDocument(before.document, before.viewColumn);
    }
  }
}

/** What one would type into; of two texts that are compared, the new one. */
function inFront(): Document | undefined {
  const input: unknown = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const { textDocuments, notebookDocuments } = vscode.workspace;
  if (input instanceof vscode.TabInputText) {
    return documentAt(textDocuments, input.uri);
  }
  if (input instanceof vscode.TabInputTextDiff) {
    return documentAt(textDocuments, input.modified);
  }
  if (input instanceof vscode.TabInputNotebook) {
    return documentAt(notebookDocuments, input.uri);
  }
  return input instanceof vscode.TabInputNotebookDiff
    ? documentAt(notebookDocuments, input.modified)
    : undefined;
}

function documentAt<D extends Lockable>(documents: readonly D[], uri: vscode.Uri): D | undefined {
  return documents.find((document) => document.uri.toString() === uri.toString());
}

/** VS Code tells this only to whoever saves. Of a document without unsaved changes nothing is written. */
async function isWritable(document: Document): Promise<boolean> {
  return document.save();
}

async function doInFront(command: string): Promise<void> {
  await vscode.commands.executeCommand(`workbench.action.files.${command}`);
}

async function isOnDisk(document: vscode.TextDocument): Promise<boolean> {
  try {
    const saved = await vscode.workspace.fs.readFile(document.uri);
    const { encoding } = document;
    return (await vscode.workspace.decode(saved, { encoding })) === document.getText();
  } catch {
    return true; // Gone from disk: there is nothing that it could differ from.
  }
}

/** Changes nothing, but has VS Code look: what differs from the file counts as unsaved from now on. */
async function markUnsaved(document: vscode.TextDocument): Promise<void> {
  const editor = vscode.window.visibleTextEditors.find((shown) => shown.document === document);
  // Two characters, since a line end may be two.
  const start = new vscode.Range(document.positionAt(0), document.positionAt(2));
  await editor?.edit((edit) => edit.replace(start, document.getText(start)), {
    undoStopBefore: false,
    undoStopAfter: false,
  });
}
