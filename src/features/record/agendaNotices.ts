import * as vscode from 'vscode';
import { type Agenda, currentItem } from '../../core/agenda.ts';
import { spanText } from '../../core/time.ts';
import type { Attention } from '../../platform/attention.ts';
import { noticeText } from '../../platform/notice.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import type { Disposable } from '../../util/disposable.ts';

/** Tells everyone what the session turns to when someone moves it on, and what to do in it. */
export function agendaNotices(sessions: Sessions, attention: Attention): Disposable {
  const tell = async (me: string, name: string, text: string) => {
    if (await attention.claim(me, name)) {
      void vscode.window.showInformationMessage(noticeText(text));
    }
  };
  return sessions.onDidChange(({ active, change }) => {
    const type = change?.entry.event.type;
    const agenda = change?.session.agenda;
    // What is caught up on after a lost connection is no news.
    if (
      active?.connection === 'connected' &&
      change !== undefined &&
      agenda !== undefined &&
      (type === 'agendaSet' || type === 'agendaMoved')
    ) {
      void tell(active.me, `${change.session.id}/${change.entry.revision}`, noticeOf(agenda));
    }
  });
}

function noticeOf(agenda: Agenda): string {
  const item = currentItem(agenda);
  if (item === undefined) {
    return `The agenda is through: ${agenda.title}.`;
  }
  const hint = item.hint === undefined ? '' : ` ${item.hint}`;
  return `Now: ${item.title}, ${spanText(item.length)}.${hint}`;
}
