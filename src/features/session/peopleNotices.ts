import * as vscode from 'vscode';
import { nameOf } from '../../core/rotation.ts';
import { noticeText } from '../../platform/notice.ts';
import type { Sessions } from '../../platform/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';

/** Tells the person, calmly, that someone has come or gone. A lost connection shows in the tree alone. */
export function peopleNotices(sessions: Sessions): Disposable {
  return sessions.onDidChange(({ active, change }) => {
    // What is caught up on after a lost connection is no news.
    if (active?.connection !== 'connected' || change === undefined) {
      return;
    }
    if (change.entry.actor === active.me) {
      return;
    }
    const name = nameOf(change.session, change.entry.actor);
    if (change.entry.event.type === 'participantJoined') {
      void vscode.window.showInformationMessage(noticeText(`${name} has joined the session.`));
    } else if (change.entry.event.type === 'participantLeft') {
      void vscode.window.showInformationMessage(noticeText(`${name} has left the session.`));
    }
  });
}
