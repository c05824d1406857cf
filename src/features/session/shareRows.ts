import { calledName } from '../../core/names.ts';
import type { ParticipantId } from '../../core/participant.ts';
import type { Session } from '../../core/session.ts';
import type { Share } from '../../core/shares.ts';
import { counted, exactSpanText, minute } from '../../core/time.ts';
import type { SessionNode } from './sessionTree.ts';

/** How much of the session each person had, folded; in the order of the rotation, since it is no ranking. */
export function shareRows(session: Session, me: ParticipantId, all: readonly Share[]): SessionNode {
  return {
    id: 'shares',
    label: 'Shares',
    description: 'at the keyboard, and asked',
    isFolded: true,
    grows: true,
    children: all.map(({ id, atKeyboard, asked }) => {
      const name = calledName(session, id);
      const questions = counted(asked, 'question');
      const inFull = `${name}, ${exactSpanText(atKeyboard)} at the keyboard, ${questions} asked`;
      return {
        id: `shares/${id}`,
        label: id === me ? `${name} (you)` : name,
        description: `${Math.round(atKeyboard / minute)} min, ${questions}`,
        tooltip: inFull,
        spoken: inFull,
      };
    }),
  };
}
