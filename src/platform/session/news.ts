import * as vscode from 'vscode';
import type { Disposable } from '../../util/disposable.ts';
import type { Attention } from '../attention.ts';
import { noticeText } from '../notice.ts';
import type { ActiveSession, SessionChange } from './activeSession.ts';
import type { Sessions } from './sessions.ts';

/** Something that has just happened in the session of this window. */
export interface News {
  readonly active: ActiveSession;
  readonly change: SessionChange;
  /** Resolves to whether this window is the one of the person's to tell of it. */
  readonly claim: () => Promise<boolean>;
}

/**
 * Hears of what happens while the session is in reach. What is caught up on after a lost connection is no
 * news: the status bar has where it led to.
 */
export function onNews(
  sessions: Pick<Sessions, 'onDidChange'>,
  attention: Attention,
  hear: (news: News) => void,
): Disposable {
  return sessions.onDidChange(({ active, change }) => {
    if (active?.connection === 'connected' && change !== undefined) {
      const name = `${change.session.id}/${change.entry.revision}`;
      hear({ active, change, claim: () => attention.claim(active.me, name) });
    }
  });
}

/** Tells the person in one of their windows, without waiting for them. */
export async function tellOnce({ claim }: News, text: string): Promise<void> {
  if (await claim()) {
    void vscode.window.showInformationMessage(noticeText(text));
  }
}
