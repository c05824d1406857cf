import * as vscode from 'vscode';
import type { Alarm } from '../../platform/alarm.ts';
import type { Attention } from '../../platform/attention.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { NoticeAction, TurnNotice } from './noticesDue.ts';

/**
 * Tells the person, once each and calmly, what the turn has come to: that it or a break is over, that a
 * break has begun, that the driver is gone, that the session was to end.
 */
export class TurnNotices implements Disposable {
  readonly #sessions: Sessions;
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #alarm: Alarm;
  readonly #disposables = new DisposableStore();
  /** The names of what this window has dealt with. */
  readonly #told = new Set<string>();

  constructor(sessions: Sessions, attention: Attention, alarm: Alarm, log: LogChannel) {
    this.#sessions = sessions;
    this.#attention = attention;
    this.#log = log;
    this.#alarm = this.#disposables.add(alarm);
    this.#disposables.add(sessions.onDidChange(({ active }) => this.#follow(active)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(active: ActiveSession | undefined): void {
    this.#alarm.clear();
    // Without a connection it is told when that is back, if it is still so.
    if (active?.connection === 'connected') {
      this.#log.background('Telling of the turn', () => this.#tell(active));
    }
  }

  async #tell(active: ActiveSession): Promise<void> {
    const { nextNoticeAt } = await import('./noticesDue.ts');
    const notices = await due(active);
    if (this.#disposables.isDisposed || this.#sessions.active !== active) {
      return;
    }
    const now = () => active.replica.now();
    const next = nextNoticeAt(sessionOf(active), now());
    if (next !== undefined) {
      this.#alarm.set(next, now, () => this.#follow(active));
    }
    for (const notice of notices) {
      if (!this.#told.has(notice.name)) {
        this.#told.add(notice.name);
        this.#log.background('Telling of the turn', () => this.#offer(active, notice));
      }
    }
  }

  async #offer(active: ActiveSession, { name, subject }: TurnNotice): Promise<void> {
    if (!(await this.#attention.claim(active.me, name))) {
      return;
    }
    // It may be past, or read otherwise, by the time that the windows have agreed on which tells it.
    const notice = (await due(active)).find((other) => other.name === name);
    if (notice === undefined) {
      return;
    }
    const { text, actions } = notice;
    const picked = await vscode.window.showInformationMessage(
      noticeText(text),
      ...actions.map(({ label }) => label),
    );
    const action = actions.find(({ label }) => label === picked);
    if (action !== undefined && (await due(active)).some((other) => other.subject === subject)) {
      await act(active, action);
    }
  }
}

async function due(active: ActiveSession): Promise<readonly TurnNotice[]> {
  const { noticesDue } = await import('./noticesDue.ts');
  return noticesDue(sessionOf(active), active.me, active.replica.now(), clockTime);
}

async function act({ replica }: ActiveSession, { does }: NoticeAction): Promise<void> {
  if (does === 'lookBackAndEnd') {
    await vscode.commands.executeCommand('interpair.endSession', does);
  } else if (does !== undefined) {
    await replica.dispatch(does(replica.now()));
  }
}
