import * as vscode from 'vscode';
import { nextDriver } from '../../core/rotation.ts';
import { minute } from '../../core/time.ts';
import type { ExpiredTurn } from '../../core/turn.ts';
import type { Attention } from '../../platform/attention.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import { expiryText } from './turnWords.ts';

const swapNow = 'Swap now';
const fiveMore = '5 more minutes';

/** Tells the person, once each and calmly, that a turn is over. */
export class TurnNotices implements Disposable {
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #subscription: Disposable;
  /** The turn whose end was told last, as session id and turn number. */
  #told = '';

  constructor(sessions: Sessions, attention: Attention, log: LogChannel) {
    this.#attention = attention;
    this.#log = log;
    this.#subscription = sessions.onDidChange(({ active }) => {
      if (active !== undefined) {
        this.#tellExpiry(active);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
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
      const text = expiryText(session, turn, active.me, active.replica.now());
      this.#log.background('Turn over', async () => {
        if (await this.#attention.claim(active.me, key)) {
          await offer(active, turn, text);
        }
      });
    }
  }
}

async function offer(active: ActiveSession, turn: ExpiredTurn, text: string): Promise<void> {
  if (sessionOf(active).turn.number !== turn.number) {
    return; // Swapped already, while the windows agreed on which of them tells it.
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
