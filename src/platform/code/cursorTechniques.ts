import * as vscode from 'vscode';
import type { Millis } from '../../core/time.ts';
import type { Technique } from '../../questions/deck.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { Emitter } from '../../util/emitter.ts';
import { Later } from '../later.ts';
import { codeInFront } from './codeInFront.ts';
import type { CursorSpot } from './driverWatch.ts';
import { placeOfCursor } from './places.ts';

/** The cursor rests this long before it counts as being somewhere else. */
const rest: Millis = 400;

/** What code is about, and what it works with. */
export interface CodeAbout {
  /** Of those around the cursor the nearest first. */
  readonly techniques: readonly Technique[];
  /** As scaffolds name them, in the order of import. */
  readonly frameworks: readonly string[];
}

/** What the code around the cursor is about; empty outside of Python. */
export class CursorTechniques implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #onDidChange = this.#disposables.add(new Emitter<void>());
  readonly #settled = this.#disposables.add(new Later(() => this.#onDidChange.fire()));

  /** The cursor came to rest somewhere else, or another document is in front. */
  readonly onDidChange = this.#onDidChange.event;

  constructor() {
    const moved = () => this.#settled.in(rest);
    this.#disposables.add(vscode.window.onDidChangeTextEditorSelection(moved));
    this.#disposables.add(vscode.window.onDidChangeActiveTextEditor(moved));
    this.#disposables.add(vscode.window.onDidChangeNotebookEditorSelection(moved));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async current(): Promise<CodeAbout> {
    const code = codeInFront();
    if (code === undefined) {
      return { techniques: [], frameworks: [] };
    }
    const { techniquesIn, frameworksOf } = await import('../../scaffolds/techniquesAt.ts');
    const { readDocument } = await import('../../scaffolds/python/document.ts');
    const document = readDocument(code.text);
    return { techniques: techniquesIn(document, code.line), frameworks: frameworksOf(document) };
  }

  /** Where the cursor is; `undefined` outside of Python. */
  async spot(): Promise<CursorSpot | undefined> {
    const place = placeOfCursor(vscode.window.activeTextEditor);
    return place && { ...(await this.current()), place };
  }
}
