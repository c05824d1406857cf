import * as vscode from 'vscode';
import { sessionOf } from '../../platform/session/activeSession.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { type Badged, badgeOf, QuestionBadge } from './questionBadge.ts';
import type { PanelParts } from './questionPanel.ts';

/** The Stupid Questions view: a badge, and a panel that is loaded when someone first looks at it. */
export class QuestionView implements vscode.WebviewViewProvider, Disposable {
  readonly #parts: PanelParts;
  readonly #badge: QuestionBadge;
  readonly #disposables = new DisposableStore();

  /** @param badgedBefore the view that carries the badge until this one is shown. */
  constructor(parts: PanelParts, badgedBefore: Badged) {
    const { desk, nudge } = parts;
    this.#parts = parts;
    this.#badge = new QuestionBadge(badgedBefore);
    this.#disposables.add(desk.onDidChange(() => this.#showBadge()));
    this.#disposables.add(nudge.onDidChange(() => this.#showBadge()));
    this.#disposables.add(vscode.window.registerWebviewViewProvider('interpair.questions', this));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const shown = this.#disposables.add(new DisposableStore());
    this.#badge.moveTo(view);
    view.onDidDispose(() => {
      this.#badge.leave(view);
      shown.dispose();
    });
    const { QuestionPanel } = await import('./questionPanel.ts');
    if (!shown.isDisposed) {
      shown.add(new QuestionPanel(view.webview, this.#parts));
    }
  }

  #showBadge(): void {
    const { active } = this.#parts.sessions;
    this.#badge.show(badgeOf(active && sessionOf(active), this.#parts.nudge.text));
  }
}
