import { breakFollows } from '../../core/breaks.ts';
import type { Session } from '../../core/session.ts';
import type { TimePrinter } from '../../core/time.ts';
import type { SessionNode } from './sessionTree.ts';

/** The break, on or to come, and when the session is meant to end: what the people would ask each other. */
export function planRows(session: Session, time: TimePrinter): readonly SessionNode[] {
  return [...breakRows(session, time), ...endRows(session, time)];
}

function breakRows(session: Session, time: TimePrinter): readonly SessionNode[] {
  const { turn } = session;
  if (turn.state === 'break') {
    const description = `until ${time(turn.until)}`;
    return [{ id: 'break', label: 'Break', description, icon: 'coffee', kind: 'break' }];
  }
  return breakFollows(session)
    ? [
        {
          id: 'break/next',
          label: 'Break',
          description: 'after this turn',
          icon: 'coffee',
          click: { command: 'takeBreak', title: 'Change it' },
        },
      ]
    : [];
}

function endRows({ endsAt }: Session, time: TimePrinter): readonly SessionNode[] {
  return endsAt === undefined
    ? []
    : [
        {
          id: 'end',
          label: 'Ends',
          description: `at ${time(endsAt)}`,
          spoken: `The session ends at ${time(endsAt)}`,
          icon: 'clock',
          click: { command: 'planEnd', title: 'Change it' },
        },
      ];
}
