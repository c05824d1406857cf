import * as vscode from 'vscode';
import type { EpochMs } from '../../core/time.ts';
import type { Alarm } from '../../platform/alarm.ts';
import type { Attention } from '../../platform/attention.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import type { Repeat } from '../../platform/repeat.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';
import type { NoticeAction, TurnNotice } from './noticesDue.ts';

interface NoticeParts {
  readonly sessions: Sessions;
  readonly attention: Attention;
  readonly log: LogChannel;
  readonly alarm: Alarm;
  readonly repeat: Repeat;
}

/**
 * Tells the person, once each and calmly, what the turn has come to: that it or a break is over, that a
 * break has begun, that the driver is gone, that the session was to end. What the person wishes to hear
 * again comes again while it stands.
 */
export class TurnNotices implements Disposable {
  readonly #sessions: Sessions;
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #alarm: Alarm;
  readonly #repeat: Repeat;
  readonly #disposables = new DisposableStore();
  /** The names of what this window has dealt with. */
  readonly #told = new Set<string>();

  constructor({ sessions, attention, log, alarm, repeat }: NoticeParts) {
    this.#sessions = sessions;
    this.#attention = attention;
    this.#log = log;
    this.#alarm = this.#disposables.add(alarm);
    this.#repeat = this.#disposables.add(repeat);
    this.#disposables.add(sessions.onDidChange(({ active }) => this.#follow(active)));
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  #follow(active: ActiveSession | undefined): void {
    this.#alarm.clear();
    if (active === undefined) {
      this.#repeat.stop();
    }
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
    if (!notices.some(({ repeatsFrom }) => repeatsFrom !== undefined)) {
      this.#repeat.stop();
    }
    for (const notice of notices) {
      if (!this.#told.has(notice.name)) {
        this.#told.add(notice.name);
        this.#log.background('Telling of the turn', () => this.#offer(active, notice));
        this.#tellAgain(active, notice);
      }
    }
  }

  #tellAgain(active: ActiveSession, notice: TurnNotice): void {
    const { repeatsFrom } = notice;
    if (repeatsFrom !== undefined) {
      const now = () => active.replica.now();
      this.#repeat.start(repeatsFrom, settings.repeatStretch, now, (at) => {
        if (active.connection === 'connected') {
          this.#log.background('Telling of the turn', () => this.#offer(active, notice, at));
        }
      });
    }
  }

  /** @param again the time of the repetition, where it is one. */
  async #offer(
    active: ActiveSession,
    { name, subject, repeatsFrom }: TurnNotice,
    again?: EpochMs,
  ): Promise<void> {
    const claim = again === undefined ? name : `${name}/${again}`;
    if (!(await this.#attention.claim(active.me, claim))) {
      return;
    }
    // It may be past, or read otherwise, by the time that the windows have agreed on which tells it. A
    // repetition is in the words of the first time, for which VS Code takes that one away.
    const asOf = again === undefined ? undefined : repeatsFrom;
    const notice = (await due(active, asOf)).find((other) => other.name === name);
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

/** @param asOf the moment that it is told of; now where it is absent. */
async function due(active: ActiveSession, asOf?: EpochMs): Promise<readonly TurnNotice[]> {
  const { noticesDue } = await import('./noticesDue.ts');
  return noticesDue(sessionOf(active), active.me, asOf ?? active.replica.now(), clockTime);
}

async function act({ replica }: ActiveSession, { does }: NoticeAction): Promise<void> {
  if (does === 'lookBackAndEnd') {
    await vscode.commands.executeCommand('interpair.endSession', does);
  } else if (does === 'handOff') {
    await vscode.commands.executeCommand('interpair.handOff');
  } else if (does !== undefined) {
    await replica.dispatch(does(replica.now()));
  }
}
