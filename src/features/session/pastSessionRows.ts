import { labelText } from '../../platform/notice.ts';
import type { PastSession } from '../../platform/record/listRecords.ts';
import type { PastSessionHead, PastSessions } from '../../platform/record/pastSessions.ts';
import type { SessionNode } from './sessionTree.ts';

/** Where past sessions come from. */
export type PastSource = Pick<PastSessions, 'list' | 'head'>;

/** The session that this window is in. */
export interface OwnSession {
  readonly id: string;
  /** The path of its log without the ending; absent where that lives elsewhere. */
  readonly recordBase?: string | undefined;
}

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
    click: { command: 'startSession', title: 'Start' },
  },
  {
    id: 'join',
    label: 'Join with an invite',
    icon: 'plug',
    click: { command: 'joinSession', title: 'Join' },
  },
];

/** The sessions before the one that is running, the newest first; reads as many as are shown. */
export async function pastRows(
  past: PastSource,
  own: OwnSession | undefined,
): Promise<SessionNode[]> {
  const all = withoutOwn(await past.list(), own);
  const heads = await Promise.all(all.slice(0, mostRows).map((one) => past.head(one)));
  const rows = heads
    // A guest on the host's machine sees the log of the session that they are in.
    .filter(
      ({ sessionId, recap }) => recap !== undefined || own === undefined || sessionId !== own.id,
    )
    .map(rowOf);
  const more = all.length - mostRows;
  return more > 0 ? [...rows, moreRow(more)] : rows;
}

/** Whether there are any, without reading them; a folder that can't be looked into has none. */
export async function hasPast(past: PastSource, own: OwnSession | undefined): Promise<boolean> {
  try {
    return withoutOwn(await past.list(), own).length > 0;
  } catch {
    return false; // The session itself must be shown all the same.
  }
}

function withoutOwn(
  all: readonly PastSession[],
  own: OwnSession | undefined,
): readonly PastSession[] {
  const log = own?.recordBase === undefined ? undefined : `${own.recordBase}.jsonl`;
  return log === undefined ? all : all.filter((one) => one.log !== log);
}

function rowOf({ name, question, who, recap }: PastSessionHead): SessionNode {
  const day = name.slice(0, 10);
  const when = who === undefined ? day : `${day}, ${who}`;
  return {
    id: `past/${name}`,
    label: labelText(question ?? name),
    ...(question === undefined
      ? {}
      : // Cut off where the view is narrow; many a session has the same question.
        { description: labelText(when), tooltip: `${question}\n${when}` }),
    icon: recap === undefined ? 'history' : 'notebook',
    click: { command: 'openPastSession', title: 'Open', argument: name },
  };
}

function moreRow(count: number): SessionNode {
  return {
    id: 'past/more',
    label: `${count} more`,
    description: 'in the folder',
    icon: 'folder-opened',
    click: { command: 'openRecordFolder', title: 'Open' },
  };
}
