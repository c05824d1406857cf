import * as vscode from 'vscode';
import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { labelText } from '../../platform/notice.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';

/** Removes someone from the session that this window hosts: the one of the tree's row, or one that is picked. */
export async function removeParticipant(sessions: Sessions, row: unknown): Promise<void> {
  const active = sessions.require();
  const participant = participantOf(row) ?? (await pickParticipant(active));
  if (participant === undefined) {
    return;
  }
  const name = calledName(sessionOf(active), participant);
  const remove = 'Remove';
  const picked = await vscode.window.showWarningMessage(
    `Remove ${name} from the session?`,
    { modal: true, detail: 'To come back they have to ask you.' },
    remove,
  );
  if (picked === remove) {
    await active.replica.dispatch({ type: 'removeParticipant', participant });
  }
}

/** A row of the session tree comes from a menu; anything else from wherever. */
function participantOf(row: unknown): ParticipantId | undefined {
  const isRow = typeof row === 'object' && row !== null && 'participant' in row;
  return isRow && typeof row.participant === 'string' ? row.participant : undefined;
}

async function pickParticipant(active: ActiveSession): Promise<ParticipantId | undefined> {
  const session = sessionOf(active);
  const others = session.participants.filter(
    ({ id, removed }) => id !== active.me && removed !== true,
  );
  if (others.length === 0) {
    void vscode.window.showInformationMessage('Nobody else is in the session.');
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(
    others.map(({ id, present }) => ({
      label: labelText(calledName(session, id)),
      description: present ? '' : 'offline',
      id,
    })),
    { title: 'Remove someone from the session', placeHolder: 'Whom?' },
  );
  return picked?.id;
}
