import type { ActiveSession } from '../../platform/activeSession.ts';
import { sessionOf } from '../../platform/activeSession.ts';
import { labelText } from '../../platform/notice.ts';
import type { PastSession, PastSessionHead, PastSessions } from '../../platform/pastSessions.ts';
import type { SessionNode } from './sessionTree.ts';

/** More are in the folder; a tree of hundreds of rows helps nobody to find one. */
export const mostRows = 50;

/** The row that holds the sessions of the past. */
export const pastRow: SessionNode = {
  id: 'past',
  label: 'Past sessions',
  isFolded: true,
  children: [],
};

/** What can be done without a session; the welcome of the view says so where there is no row at all. */
export const startRows: readonly SessionNode[] = [
  {
    id: 'start',
    label: 'Start a paired session',
    icon: 'play',
    command: { command: 'interpair.startSession' },
  },
  {
    id: 'join',
    label: 'Join with an invite',
    icon: 'plug',
    command: { command: 'interpair.joinSession' },
  },
];

/** The sessions before the one that is running, the newest first; reads as many as are shown. */
export async function pastRows(
  past: PastSessions,
  active: ActiveSession | undefined,
): Promise<SessionNode[]> {
  const all = withoutOwn(await past.list(), active);
  const heads = await Promise.all(all.slice(0, mostRows).map((one) => past.head(one)));
  const running = active && sessionOf(active).id;
  const rows = heads
    // A guest on the host's machine sees the log of the session that they are in.
    .filter(({ sessionId, recap }) => recap !== undefined || sessionId !== (running ?? ''))
    .map(rowOf);
  const more = all.length - mostRows;
  return more > 0 ? [...rows, moreRow(more)] : rows;
}

/** Whether there are any, without reading them; a folder that can't be looked into has none. */
export async function hasPast(
  past: PastSessions,
  active: ActiveSession | undefined,
): Promise<boolean> {
  try {
    return withoutOwn(await past.list(), active).length > 0;
  } catch {
    return false; // The session itself must be shown all the same.
  }
}

function withoutOwn(
  all: readonly PastSession[],
  active: ActiveSession | undefined,
): readonly PastSession[] {
  const log = active?.recordBase === undefined ? undefined : `${active.recordBase}.jsonl`;
  return log === undefined ? all : all.filter((one) => one.log !== log);
}

function rowOf({ name, question, who, recap }: PastSessionHead): SessionNode {
  const day = name.slice(0, 10);
  return {
    id: `past/${name}`,
    label: labelText(question ?? name),
    ...(question === undefined
      ? {}
      : { description: labelText(who === undefined ? day : `${day}, ${who}`) }),
    icon: recap === undefined ? 'history' : 'notebook',
    command: { command: 'interpair.openPastSession', arguments: [name] },
  };
}

function moreRow(count: number): SessionNode {
  return {
    id: 'past/more',
    label: `${count} more`,
    description: 'in the folder',
    icon: 'folder-opened',
    command: { command: 'interpair.openRecordFolder' },
  };
}
