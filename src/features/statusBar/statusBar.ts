import * as vscode from 'vscode';
import { clockTime } from '../../platform/clockTime.ts';
import type { CommandTable } from '../../platform/commands.ts';
import { everySecond } from '../../platform/secondTicker.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Doorbell } from '../../platform/session/doorbell.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';
import { countdown, idleView, type StatusBarView, statusBarView } from './statusBarView.ts';

const backgrounds = {
  calm: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  overtime: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

/** The one status bar item: role and countdown; selecting it opens the menu. */
export class StatusBar implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #doorbell: Doorbell;
  readonly #item: vscode.StatusBarItem;
  #ticker: Disposable | undefined;

  readonly commands: CommandTable;

  constructor(sessions: Sessions, doorbell: Doorbell) {
    this.#doorbell = doorbell;
    this.#item = this.#disposables.add(
      vscode.window.createStatusBarItem('interpair.status', vscode.StatusBarAlignment.Left, 100),
    );
    this.commands = {
      showMenu: async () => (await import('./menu.ts')).showMenu(sessions, doorbell),
    };
    this.#item.name = 'Interpair';
    this.#item.command = 'interpair.showMenu';
    this.#disposables.add(toDisposable(() => this.#ticker?.dispose()));
    this.#disposables.add(sessions.onDidChange((change) => this.#follow(change.active)));
    this.#disposables.add(doorbell.onDidChange(() => this.#follow(sessions.active)));
    this.#follow(sessions.active);
    this.#item.show();
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Starts the ticker anew on every change, so that it keeps step with the current deadline. */
  #follow(active: ActiveSession | undefined): void {
    this.#ticker?.dispose();
    this.#ticker = undefined;
    if (active === undefined) {
      this.#draw(idleView);
      return;
    }
    const { replica, me } = active;
    const { turn } = sessionOf(active);
    const draw = () => {
      const callers = this.#doorbell.callers.map(({ newcomer }) => newcomer.name);
      const around = { connection: active.connection, callers, time: clockTime };
      this.#draw(statusBarView(sessionOf(active), me, replica.now(), around));
    };
    if (turn.state === 'paused') {
      draw();
    } else {
      this.#ticker = everySecond(() => countdown(turn, replica.now()), draw);
    }
  }

  #draw(view: StatusBarView): void {
    this.#item.text = view.text;
    this.#item.tooltip = view.tooltip;
    this.#item.backgroundColor = backgrounds[view.urgency];
    if (this.#item.accessibilityInformation?.label !== view.label) {
      this.#item.accessibilityInformation = { label: view.label };
    }
  }
}
