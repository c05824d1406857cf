import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { homedir, userInfo } from 'node:os';
import { promisify } from 'node:util';
import type * as vscode from 'vscode';
import type { ParticipantId } from '../core/participant.ts';
import { settings } from './settings.ts';

const idKey = 'interpair.participantId';

/**
 * Who sits at this window: the same id after every reload, and the name that partners see. Two windows
 * side by side are two participants, though they may share a profile, so the id is the workspace's.
 */
export class Identity {
  readonly #memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.#memento = memento;
  }

  async id(): Promise<ParticipantId> {
    const known = this.#memento.get<string>(idKey);
    if (known !== undefined) {
      return known;
    }
    const id = randomUUID();
    await this.#memento.update(idKey, id);
    return id;
  }

  /** The setting, or git's `user.name`, or the account's name. */
  async name(): Promise<string> {
    return (settings.displayName() || (await gitUserName()) || accountName()).slice(0, 100);
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
