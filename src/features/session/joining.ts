import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import { sessionOf, type WatchedSession } from '../../platform/session/activeSession.ts';
import type { Arrival } from '../../platform/session/sessionOpener.ts';
import type { Sessions } from '../../platform/session/sessions.ts';

type Join = (arrival: Arrival) => Promise<WatchedSession | undefined>;

/** Joins a session, or comes back into it by another way, because the person wants to, and says so. */
export async function joinAndSay({ active: before }: Pick<Sessions, 'active'>, join: Join) {
  const active = await whileJoining(vscode.ProgressLocation.Notification, join);
  if (active !== undefined) {
    const again = before === undefined ? '' : ' again';
    say(`You are in${again}: ${sessionOf(active).hypothesis}`);
  }
}

/** Joins a session and shows that, for as long as it takes, at a place where the person may stop it or not. */
export function whileJoining(location: vscode.ProgressLocation, join: Join): ReturnType<Join> {
  const options = { location, title: 'Joining the paired session', cancellable: true };
  return Promise.resolve(
    vscode.window.withProgress(options, (progress, token) => {
      const giveUp = new AbortController();
      token.onCancellationRequested(() => giveUp.abort());
      const onWaiting = () => progress.report({ message: 'waiting to be let in by your partner' });
      return join({ onWaiting, signal: giveUp.signal });
    }),
  );
}

export function say(sentence: string): void {
  void vscode.window.showInformationMessage(noticeText(sentence));
}
