import { shares } from '../../core/shares.ts';
import { clockTime } from '../../platform/clockTime.ts';
import type { PastSessions } from '../../platform/record/pastSessions.ts';
import { type ActiveSession, sessionOf } from '../../platform/session/activeSession.ts';
import { settings } from '../../platform/settings.ts';
import { hasPast, type OwnSession, pastRow, pastRows, startRows } from './pastSessionRows.ts';
import { type SessionNode, sessionTree } from './sessionTree.ts';

/** The rows of the Session view: of the session that runs, and of those before. */
export async function viewRows(
  active: ActiveSession | undefined,
  past: PastSessions,
): Promise<readonly SessionNode[]> {
  const before = (await hasPast(past, ownSession(active))) ? [pastRow] : [];
  if (active !== undefined) {
    return [...sessionRows(active), ...before];
  }
  // Without a row VS Code shows the welcome, which offers the same.
  return before.length === 0 ? [] : [...startRows, ...before];
}

/** The rows beneath one. */
export async function rowsUnder(
  node: SessionNode,
  active: ActiveSession | undefined,
  past: PastSessions,
): Promise<readonly SessionNode[]> {
  return node === pastRow ? pastRows(past, ownSession(active)) : (node.children ?? []);
}

function sessionRows(active: ActiveSession): readonly SessionNode[] {
  const { replica, me } = active;
  const session = sessionOf(active);
  const all = settings.showsShares() ? shares(session, replica.entries, replica.now()) : undefined;
  return sessionTree(session, me, clockTime, all);
}

function ownSession(active: ActiveSession | undefined): OwnSession | undefined {
  return active && { id: sessionOf(active).id, recordBase: active.recordBase };
}
