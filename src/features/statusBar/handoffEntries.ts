import { mayHandOff, mayLeaveLine, placeLeftTo } from '../../core/handoff.ts';
import type { ParticipantId } from '../../core/participant.ts';
import { placeLabel } from '../../core/placeLabel.ts';
import type { Session } from '../../core/session.ts';
import { entry, type MenuEntry } from './turnEntries.ts';

/** What can be done about a handoff that was made, or is to be. */
export function handoffEntries(session: Session, me: ParticipantId): readonly MenuEntry[] {
  const place = placeLeftTo(session, me);
  return [
    ...(place === undefined
      ? []
      : [entry('go-to-file', 'Go to where the driver was', 'goToHandoff', placeLabel(place))]),
    ...(mayHandOff(session, me) ? [entry('export', 'Hand over the keyboard', 'handOff')] : []),
    ...(mayLeaveLine(session, me)
      ? [entry('edit', 'Leave a line for the driver', 'leaveLine')]
      : []),
  ];
}
