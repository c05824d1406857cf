import * as vscode from 'vscode';
import { clockTime } from '../../platform/clockTime.ts';
import type { CommandTable } from '../../platform/commands.ts';
import { everySecond } from '../../platform/secondTicker.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Doorbell } from '../../platform/session/doorbell.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type Disposable, DisposableStore, toDisposable } from '../../util/disposable.ts';
import type { StatusBarView } from './statusBarView.ts';

const backgrounds = {
  calm: undefined,
  warning: new vscode.ThemeColor('statusBarItem.warningBackground'),
  overtime: new vscode.ThemeColor('statusBarItem.errorBackground'),
};

const idleView: StatusBarView = {
  text: '$(telescope) Interpair',
  tooltip: 'No paired session. Select to start or join one.',
  label: 'Interpair, no paired session',
  urgency: 'calm',
};

/** The one status bar item: role and countdown; selecting it opens the menu. */
export class StatusBar implements Disposable {
  readonly #disposables = new DisposableStore();
  readonly #sessions: Sessions;
  readonly #doorbell: Doorbell;
  readonly #item: vscode.StatusBarItem;
  #ticker: Disposable | undefined;

  readonly commands: CommandTable;

  constructor(sessions: Sessions, doorbell: Doorbell) {
    this.#sessions = sessions;
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

  #follow(active: ActiveSession | undefined): void {
    if (active === undefined) {
      this.#ticker?.dispose();
      this.#draw(idleView);
    } else {
      void this.#count(active);
    }
  }

  /** Starts the ticker anew on every change, so that it keeps step with the current deadline. */
  async #count(active: ActiveSession): Promise<void> {
    const { countdown, statusBarView } = await import('./statusBarView.ts');
    if (this.#sessions.active !== active || this.#disposables.isDisposed) {
      return;
    }
    this.#ticker?.dispose();
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
