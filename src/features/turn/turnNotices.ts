import * as vscode from 'vscode';
import { nextDriver } from '../../core/rotation.ts';
import { type EpochMs, minute } from '../../core/time.ts';
import type { ExpiredTurn } from '../../core/turn.ts';
import type { Attention } from '../../platform/attention.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import type { Repeat } from '../../platform/repeat.ts';
import {
  type ActiveSession,
  type SessionChange,
  sessionOf,
} from '../../platform/session/activeSession.ts';
import { changesRole, isRoleNews } from '../../platform/session/roleNews.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { settings } from '../../platform/settings.ts';
import type { Disposable } from '../../util/disposable.ts';
import { expiryText, roleText } from './turnWords.ts';

const swapNow = 'Swap now';
const fiveMore = '5 more minutes';

interface NoticeParts {
  readonly sessions: Sessions;
  readonly attention: Attention;
  readonly log: LogChannel;
  readonly repeat: Repeat;
  /** Says aloud, while it is shown, that the person's role has changed by their own doing. */
  readonly panel: { readonly isShown: boolean };
}

/** Tells the person, once each and calmly, that a turn is over and that their role has changed. */
export class TurnNotices implements Disposable {
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #repeat: Repeat;
  readonly #panel: NoticeParts['panel'];
  readonly #subscription: Disposable;
  /** The turn whose end was told last, as session id and turn number. */
  #told = '';

  constructor({ sessions, attention, log, repeat, panel }: NoticeParts) {
    this.#attention = attention;
    this.#log = log;
    this.#repeat = repeat;
    this.#panel = panel;
    this.#subscription = sessions.onDidChange(({ active, change }) => {
      if (active === undefined || sessionOf(active).turn.state !== 'expired') {
        repeat.stop();
      }
      if (active !== undefined) {
        this.#tellRole(active, change);
        this.#tellExpiry(active);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#repeat.dispose();
  }

  #tellRole(active: ActiveSession, change: SessionChange | undefined): void {
    if (change === undefined) {
      return;
    }
    const isUnheard =
      changesRole(change, active.me) && !this.#panel.isShown && settings.isReadAloud();
    if (isRoleNews(active, change) || isUnheard) {
      const { session, entry } = change;
      const text = noticeText(roleText(session, active.me));
      this.#log.background('Role', async () => {
        if (await this.#attention.claim(active.me, `${session.id}/${entry.revision}`)) {
          void vscode.window.showInformationMessage(text);
        }
      });
    }
  }

  #tellExpiry(active: ActiveSession): void {
    if (active.connection !== 'connected') {
      return; // It is told when the connection is back, if it is still so.
    }
    const session = sessionOf(active);
    const { turn } = session;
    if (turn.state !== 'expired') {
      return;
    }
    // An extended turn may end again, at another deadline; a swap by itself may be called off.
    const key = [session.id, turn.number, turn.deadline, turn.swapAt].join('/');
    if (this.#told !== key) {
      this.#told = key;
      const now = () => active.replica.now();
      this.#offer(active, turn, key, now());
      // Each time in the same words, since VS Code then takes the notice before it away.
      const tellAgain = (at: EpochMs) =>
        active.connection === 'connected' &&
        this.#offer(active, turn, `${key}/${at}`, turn.deadline);
      this.#repeat.start(turn.deadline, settings.repeatStretch, now, tellAgain);
    }
  }

  /** @param at when it is as the notice says. */
  #offer(active: ActiveSession, turn: ExpiredTurn, name: string, at: EpochMs): void {
    const text = expiryText(sessionOf(active), turn, active.me, at);
    this.#log.background('Turn over', async () => {
      if (await this.#attention.claim(active.me, name)) {
        await offer(active, turn, text);
      }
    });
  }
}

async function offer(active: ActiveSession, turn: ExpiredTurn, text: string): Promise<void> {
  const { state, number } = sessionOf(active).turn;
  if (state !== 'expired' || number !== turn.number) {
    return; // Swapped or extended already, while the windows agreed on which of them tells it.
  }
  const actions = nextDriver(sessionOf(active)) === undefined ? [fiveMore] : [swapNow, fiveMore];
  const picked = await vscode.window.showInformationMessage(noticeText(text), ...actions);
  if (picked === swapNow) {
    await active.replica.dispatch({ type: 'swapRoles', turn: turn.number });
  } else if (picked === fiveMore && sessionOf(active).turn.number === turn.number) {
    const { deadline } = turn;
    await active.replica.dispatch({ type: 'extendTurn', by: 5 * minute, deadline });
  }
}
