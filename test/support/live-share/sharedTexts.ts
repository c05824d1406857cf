import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Link } from './link.ts';

/** For how long typing is gathered, in milliseconds. */
const pause = 60;

/** Which documents are shared, and what they are called on the way. */
export interface SharedNames {
  /** `undefined` for what is not shared. */
  pathOf(uri: vscode.Uri): string | undefined;
  uriOf(path: string): vscode.Uri;
}

/**
 * Co-editing in its simplest form: after a pause in typing the whole text goes to the others, where what
 * differs is replaced. Whoever was last wins; two who type in one document at once lose some of it, which
 * they don't with Live Share. No cursors, no following.
 */
export class SharedTexts implements vscode.Disposable {
  readonly #names: SharedNames;
  readonly #isHost: boolean;
  readonly #links = new Set<Link>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** The text that was last sent, or shown because it came, by path. */
  readonly #known = new Map<string, string>();
  readonly #saving = new Set<string>();
  readonly #subscriptions: vscode.Disposable;
  #last: Promise<unknown> = Promise.resolve();

  /** @param isHost whether the documents are this window's own: a text that comes opens one of them. */
  constructor(names: SharedNames, isHost: boolean) {
    const { onDidChangeTextDocument, onWillSaveTextDocument, onDidSaveTextDocument } =
      vscode.workspace;
    this.#names = names;
    this.#isHost = isHost;
    this.#subscriptions = vscode.Disposable.from(
      onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) {
          this.#sendSoon(document);
        }
      }),
      onWillSaveTextDocument(({ document }) => this.#beforeSave(document)),
      onDidSaveTextDocument((document) => this.#afterSave(document)),
    );
  }

  /** @param mayWrite whether texts that come from there count. */
  with(link: Link, mayWrite: boolean): void {
    this.#links.add(link);
    void link.closed.then(() => this.#links.delete(link));
    link.on('text', v.tuple([v.string(), v.string()]), async (path, text) => {
      if (mayWrite) {
        this.#tell('text', [path, text], link);
        await this.#serially(() => this.#show(path, text));
      }
    });
    link.on('saved', v.tuple([v.string()]), (path) => this.#serially(() => this.#settle(path)));
  }

  /** Writes a file that is open here through its editor; without one it is for the caller to write. */
  async write(uri: vscode.Uri, text: string): Promise<boolean> {
    return this.#serially(async () => {
      const document = openDocument(uri);
      if (document !== undefined) {
        await replace(document, text);
        if (document.isDirty) {
          await document.save();
        }
      }
      return document !== undefined;
    });
  }

  dispose(): void {
    this.#subscriptions.dispose();
    for (const timer of this.#timers.values()) {
      clearTimeout(timer);
    }
  }

  #sendSoon(document: vscode.TextDocument): void {
    const path = this.#names.pathOf(document.uri);
    // What came from the others is not sent back: by now they may have gone on.
    if (path !== undefined && document.getText() !== this.#known.get(path)) {
      clearTimeout(this.#timers.get(path));
      this.#timers.set(
        path,
        setTimeout(() => this.#send(path, document.getText()), pause),
      );
    }
  }

  #send(path: string, text: string): void {
    if (this.#known.get(path) !== text) {
      this.#known.set(path, text);
      this.#tell('text', [path, text]);
    }
  }

  #beforeSave(document: vscode.TextDocument): void {
    const path = this.#names.pathOf(document.uri);
    if (path !== undefined) {
      this.#saving.add(path);
      if (document.isDirty) {
        this.#send(path, document.getText());
      }
    }
  }

  #afterSave(document: vscode.TextDocument): void {
    const path = this.#names.pathOf(document.uri);
    if (path !== undefined) {
      this.#saving.delete(path);
      if (this.#isHost) {
        this.#tell('saved', [path]);
      }
    }
  }

  #tell(method: string, args: readonly string[], except?: Link): void {
    for (const link of this.#links) {
      if (link !== except) {
        link.tell(method, ...args);
      }
    }
  }

  async #show(path: string, text: string): Promise<void> {
    const uri = this.#names.uriOf(path);
    const document = this.#isHost
      ? await vscode.workspace.openTextDocument(uri)
      : openDocument(uri);
    if (document !== undefined) {
      clearTimeout(this.#timers.get(path));
      this.#known.set(path, text);
      await replace(document, text);
    }
  }

  /** What the host has saved is no unsaved change of the guest's any more, in the editor in front. */
  async #settle(path: string): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const isInFront = document?.uri.toString() === this.#names.uriOf(path).toString();
    if (isInFront && document?.isDirty && !this.#saving.has(path)) {
      await vscode.commands.executeCommand('workbench.action.files.revert');
    }
  }

  /** Each edit is made on the text that the one before has left. */
  #serially<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

async function replace(document: vscode.TextDocument, text: string): Promise<void> {
  if (document.getText() !== text) {
    const edit = new vscode.WorkspaceEdit();
    const { range, replacement } = difference(document, text);
    edit.replace(document.uri, range, replacement);
    await vscode.workspace.applyEdit(edit);
  }
}

/** `undefined` if no editor and nothing else has it open. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    (document) => document.uri.toString() === uri.toString(),
  );
}

/** The shortest stretch whose replacement makes a document read like a text. */
function difference(
  document: vscode.TextDocument,
  text: string,
): { readonly range: vscode.Range; readonly replacement: string } {
  const before = document.getText();
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) {
    start++;
  }
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === text.at(-1 - end)) {
    end++;
  }
  return {
    range: new vscode.Range(document.positionAt(start), document.positionAt(before.length - end)),
    replacement: text.slice(start, text.length - end),
  };
}
