import * as vscode from 'vscode';
import { noticeText } from '../../platform/notice.ts';
import type { Caller, Doorbell } from '../../platform/session/doorbell.ts';
import type { Disposable } from '../../util/disposable.ts';

const letIn = 'Let in';
const refuse = 'Refuse';

/** Asks, once for each person who wants to join. Put aside unanswered, the menu still has the question. */
export function joinRequests(doorbell: Doorbell): Disposable {
  const asked = new WeakSet<Caller>();
  return doorbell.onDidChange(() => {
    for (const caller of doorbell.callers) {
      if (!asked.has(caller)) {
        asked.add(caller);
        void ask(caller);
      }
    }
  });
}

async function ask(caller: Caller): Promise<void> {
  const { name, namesake } = caller.newcomer;
  const hint = namesake ? ' Someone of that name is in it already.' : '';
  const picked = await vscode.window.showInformationMessage(
    noticeText(`${name} wants to join the session.${hint}`),
    letIn,
    refuse,
  );
  if (picked !== undefined && !caller.answer(picked === letIn)) {
    void vscode.window.showInformationMessage(noticeText(`${name} no longer waits for an answer.`));
  }
}
