import * as vscode from 'vscode';
import { sessionOf } from '../../platform/session/activeSession.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { type Badged, badgeOf, QuestionBadge } from './questionBadge.ts';
import type { PanelParts } from './questionPanel.ts';
import type { ChimeParts } from './turnChime.ts';

type ViewParts = PanelParts & ChimeParts;

/** The Stupid Questions view: a badge, and a panel that is loaded when someone first looks at it. */
export class QuestionView implements vscode.WebviewViewProvider, Disposable {
  readonly #parts: ViewParts;
  readonly #badge: QuestionBadge;
  readonly #disposables = new DisposableStore();
  #view: vscode.WebviewView | undefined;

  /** @param badgedBefore the view that carries the badge until this one is shown. */
  constructor(parts: ViewParts, badgedBefore: Badged) {
    const { desk, nudge } = parts;
    this.#parts = parts;
    this.#badge = new QuestionBadge(badgedBefore);
    this.#disposables.add(desk.onDidChange(() => this.#showBadge()));
    this.#disposables.add(nudge.onDidChange(() => this.#showBadge()));
    this.#disposables.add(vscode.window.registerWebviewViewProvider('interpair.questions', this));
  }

  /** Whether the panel is there, which says aloud what nobody else does. */
  get isShown(): boolean {
    return this.#view?.visible === true;
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const shown = this.#disposables.add(new DisposableStore());
    this.#badge.moveTo(view);
    this.#view = view;
    view.onDidDispose(() => {
      this.#view = undefined;
      this.#badge.leave(view);
      shown.dispose();
    });
    const { QuestionPanel } = await import('./questionPanel.ts');
    const { turnChime } = await import('./turnChime.ts');
    if (!shown.isDisposed) {
      shown.add(new QuestionPanel(view.webview, this.#parts));
      shown.add(turnChime(view, this.#parts));
    }
  }

  #showBadge(): void {
    const { active } = this.#parts.sessions;
    this.#badge.show(badgeOf(active && sessionOf(active), this.#parts.nudge.text));
  }
}
