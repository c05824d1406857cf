import * as vscode from 'vscode';
import { calledName } from '../../core/names.ts';
import type { Attention } from '../../platform/attention.ts';
import { isLocked } from '../../platform/editorLock.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import type { LiveShare } from '../../platform/sharing/liveShare.ts';
import { openSettings, showSettings } from '../../platform/showSettings.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import { lazy } from '../../util/lazy.ts';
import { LockMemory } from './lockMemory.ts';
import type { ReadOnlyEditors } from './readOnlyEditors.ts';

interface NavigatorLockParts {
  readonly sessions: Sessions;
  readonly liveShare: LiveShare;
  readonly attention: Attention;
  readonly log: LogChannel;
  /** What this workspace remembers. */
  readonly state: vscode.Memento;
}

const takeOver = 'Take over';

/** Keeps the editors of whoever does not drive read-only, if that person set it so. */
export class NavigatorLock implements Disposable {
  readonly #parts: NavigatorLockParts;
  readonly #disposables = new DisposableStore();
  readonly #editors: () => Promise<ReadOnlyEditors>;
  #locked = false;
  /** The sessions in which the person has been told. */
  readonly #told = new Set<string>();

  constructor(parts: NavigatorLockParts) {
    const { sessions, liveShare, log } = parts;
    this.#parts = parts;
    const memory = new LockMemory(parts.state);
    this.#editors = lazy(async () => {
      const { ReadOnlyEditors } = await import('./readOnlyEditors.ts');
      return this.#disposables.add(new ReadOnlyEditors(memory, log));
    });
    this.#disposables.add(sessions.onDidChange(() => this.#follow()));
    this.#disposables.add(liveShare.onDidChangeSession(() => this.#follow()));
    this.#disposables.add(settings.onDidChangeNavigatorReadOnly(() => this.#follow()));
    if (!memory.isEmpty) {
      this.#bringInLine();
    }
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(): void {
    const { sessions } = this.#parts;
    const locked = isLocked(this.#parts);
    if (this.#locked === locked) {
      return;
    }
    this.#locked = locked;
    this.#bringInLine();
    const { active } = sessions;
    if (locked && active !== undefined) {
      this.#parts.log.background('Read-only editors', () => this.#tell(active));
    }
  }

  #bringInLine(): void {
    this.#parts.log.background('Read-only editors', async () =>
      (await this.#editors()).set(this.#locked),
    );
  }

  /** Once in a session: VS Code's own words in a read-only editor don't say why it is so. */
  async #tell(active: ActiveSession): Promise<void> {
    const session = sessionOf(active);
    if (this.#told.has(session.id)) {
      return;
    }
    this.#told.add(session.id);
    if (!(await this.#parts.attention.claim(active.me, `${session.id}/readOnly`))) {
      return;
    }
    const picked = await vscode.window.showInformationMessage(
      noticeText(
        `${calledName(session, session.turn.driver)} drives, so your editors are read-only until you do.`,
      ),
      takeOver,
      openSettings,
    );
    if (picked === takeOver) {
      await vscode.commands.executeCommand('interpair.takeOver');
    } else if (picked === openSettings) {
      await showSettings('interpair.navigatorReadOnly');
    }
  }
}
