import * as vscode from 'vscode';
import { type EpochMs, type Millis, second } from '../../../core/time.ts';
import { systemTimers, type Timers } from '../../../log/timers.ts';
import {
  type Announcement,
  longestAnnouncement,
  parseAnnouncement,
} from '../../../protocol/announcement.ts';
import { announcementPath } from '../../../protocol/announcementPath.ts';
import { reasonOf } from '../../../util/humanError.ts';
import { err, type Result } from '../../../util/result.ts';
import { inTime } from '../../inTime.ts';
import { type CodeSharing, guestOf, sharingOf } from '../codeSharing.ts';

/** How long a file system may take, which may be at the other end of a network. */
const patience: Millis = 10 * second;

/** The folders of this window, as places where sessions are announced. */
export class SharedFolders {
  readonly #timers: Timers;

  constructor(timers: Timers = systemTimers) {
    this.#timers = timers;
  }

  /** What brings a partner's code here; `undefined` where the folders are this window's own. */
  get sharing(): CodeSharing | undefined {
    return guestOf();
  }

  /**
   * What the folders announce, or a sentence each on why that makes no sense. Nothing is read in folders of
   * one's own that are not trusted.
   *
   * @param at what time it is.
   */
  async announced(at: EpochMs): Promise<readonly Result<Announcement, string>[]> {
    const { sharing } = this;
    const { workspaceFolders = [], isTrusted } = vscode.workspace;
    const folders = workspaceFolders.filter(({ uri }) =>
      sharing === undefined ? uri.scheme === 'file' && isTrusted : sharingOf(uri) === sharing,
    );
    const read = folders.map(({ uri }) => inTime(announcedIn(uri, at), this.#timers, patience));
    return (await Promise.all(read)).filter((announced) => announced !== undefined);
  }
}

async function announcedIn(
  folder: vscode.Uri,
  at: EpochMs,
): Promise<Result<Announcement, string> | undefined> {
  const { fs } = vscode.workspace;
  const file = vscode.Uri.joinPath(folder, announcementPath);
  const stat = await fs.stat(file).then(undefined, () => undefined);
  if (stat === undefined) {
    return undefined;
  }
  // Of a pipe or a device the end may never come.
  if ((stat.type & vscode.FileType.File) === 0 || stat.size > longestAnnouncement) {
    return err(`${announcementPath} is not a file that Interpair wrote.`);
  }
  try {
    return parseAnnouncement(new TextDecoder().decode(await fs.readFile(file)), at);
  } catch (error) {
    return err(`${announcementPath} can't be read: ${reasonOf(error)}`);
  }
}
