import * as vscode from 'vscode';
import type { ParticipantId } from '../../core/participant.ts';
import { roleOf } from '../../core/rotation.ts';
import type { Attention } from '../../platform/attention.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { noticeText } from '../../platform/notice.ts';
import type { ActiveSession, SessionChange } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';
import { beganByItself, roleText } from './turnWords.ts';

/** Tells the person, once and calmly, that they drive now or no longer do, where someone else saw to it. */
export class RoleNotices implements Disposable {
  readonly #attention: Attention;
  readonly #log: LogChannel;
  readonly #subscription: Disposable;

  constructor(sessions: Sessions, attention: Attention, log: LogChannel) {
    this.#attention = attention;
    this.#log = log;
    this.#subscription = sessions.onDidChange(({ active, change }) => {
      // What is caught up on after a lost connection is no news: the status bar has where it led to.
      if (active?.connection === 'connected' && change !== undefined) {
        this.#follow(active, change);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  #follow({ me }: ActiveSession, change: SessionChange): void {
    const { before, session, entry } = change;
    if (before === undefined || entry.event.type !== 'turnStarted') {
      return;
    }
    const drove = roleOf(before, me) === 'driver';
    const drives = roleOf(session, me) === 'driver';
    if (drove !== drives && (entry.actor !== me || beganByItself(before, entry.at))) {
      this.#log.background('Role', () => this.#tell(me, change));
    }
  }

  async #tell(me: ParticipantId, { session, entry }: SessionChange): Promise<void> {
    if (await this.#attention.claim(me, `${session.id}/${entry.revision}`)) {
      void vscode.window.showInformationMessage(noticeText(roleText(session, me)));
    }
  }
}
