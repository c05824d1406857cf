import * as path from 'node:path';
import { calledName } from '../../core/names.ts';
import type { FinishedSession } from '../../platform/record/recordFolder.ts';
import type { WrittenRecap } from './writeRecap.ts';

const said = {
  ended: 'The session has ended',
  left: 'You left the session',
  closed: 'The session is closed here',
} as const;

/**
 * What the person is told once the recap of a session is written.
 *
 * @param isGuest whether the folders of this window are a partner's, who has the record in them.
 */
export function recapNotice(
  { session, how, recordBase }: Pick<FinishedSession, 'session' | 'how' | 'recordBase'>,
  { file, problem }: WrittenRecap,
  isGuest: boolean,
): string {
  const name = path.basename(file);
  const where =
    isGuest && recordBase === undefined
      ? `its record is with ${calledName(session, session.startedBy)}, and your own copy of the recap, ${name}, is kept by VS Code on this machine`
      : `its recap is in ${name}`;
  return [`${said[how]}; ${where}.`, problem ?? []].flat().join(' ');
}
