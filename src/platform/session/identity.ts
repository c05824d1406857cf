import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir, userInfo } from 'node:os';
import { promisify } from 'node:util';
import type * as vscode from 'vscode';
import type { ParticipantId } from '../../core/participant.ts';
import { limits } from '../../protocol/limits.ts';
import { settings } from '../settings.ts';

const idKey = 'interpair.participantId';

/** Who this person is: the same in all their windows and after every reload, and the name that partners see. */
export class Identity {
  readonly #profile: vscode.Memento;

  /** @param profile state that the windows of one person share, and those of another don't. */
  constructor(profile: vscode.Memento) {
    this.#profile = profile;
  }

  async id(): Promise<ParticipantId> {
    const known = this.#profile.get<string>(idKey);
    if (known !== undefined) {
      return known;
    }
    const id = randomUUID();
    await this.#profile.update(idKey, id);
    return id;
  }

  /**
   * The setting, or else git's `user.name`, or else the account's name.
   *
   * @param known a name by which partners know this person elsewhere; counts more than git's.
   */
  async name(known?: string): Promise<string> {
    return ((await this.givenName(known)) ?? accountName()).slice(0, limits.name);
  }

  /** As `name`; `undefined` where all that is left is the account's. */
  async givenName(known = ''): Promise<string | undefined> {
    return settings.displayName() || known.trim() || (await gitUserName()) || undefined;
  }
}

async function gitUserName(): Promise<string | undefined> {
  try {
    // Not in the workspace: its own git configuration, or a program named git in it, is not trusted.
    const { stdout } = await promisify(execFile)('git', ['config', '--global', 'user.name'], {
      cwd: homedir(),
      timeout: 2_000,
    });
    return stdout.trim();
  } catch {
    return undefined; // No git, or no name in its configuration.
  }
}

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'Someone'; // An account without an entry, as in some containers.
  }
}
