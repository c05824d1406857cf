import type { Session } from '../../core/session.ts';
import { workTrailer } from '../../core/workMessage.ts';
import { ask, type GitRepository, holds } from '../../platform/git/gitRepository.ts';
import { gitSaid } from '../../platform/git/gitSaid.ts';
import { remotesFor } from '../../platform/git/remotes.ts';
import { stateOf } from '../../platform/git/repositoryState.ts';
import { HumanError } from '../../util/humanError.ts';

/** The commits of a session's branch from its first work in progress on. */
export interface SessionCommits {
  readonly branch: string;
  /** The newest of them. */
  readonly tip: string;
  /** The commit that they began from. */
  readonly base: string;
  readonly count: number;
}

export interface Squashed {
  readonly branch: string;
  /** Why it is not in the remote, in words of git's; `undefined` if it is or there is none. */
  readonly notPushed?: string;
}

/** What the session handed over, where this clone has it; `undefined` if it has none. */
export async function sessionCommits(
  repository: GitRepository,
  branch: string,
  session: Pick<Session, 'id'>,
): Promise<SessionCommits | undefined> {
  const log = (...args: readonly string[]) =>
    ask(repository, 'rev-list', '--first-parent', ...args);
  const tip = await tipOf(repository, branch);
  const marked = tip && (await log('--fixed-strings', `--grep=${workTrailer(session)}`, tip));
  const first = marked?.split('\n').at(-1);
  const base = first && (await ask(repository, 'rev-parse', '--verify', '--quiet', `${first}^`));
  if (!tip || !base) {
    return undefined;
  }
  return { branch, tip, base, count: Number(await log('--count', `${base}..${tip}`)) };
}

/**
 * Makes one commit of the session's, on a branch of its own beside the session's: that one stays as it
 * is, here and in the remote, so nothing has to be forced and every step is still to be found. Changes
 * that are not committed stay as they are.
 *
 * @throws {HumanError} if it can't be made; then nothing has changed.
 */
export async function squash(
  repository: GitRepository,
  { branch, tip, base }: SessionCommits,
  message: string,
): Promise<Squashed> {
  const { busy, branch: current } = await stateOf(repository);
  if (busy !== undefined) {
    throw new HumanError(
      `The commits were not squashed, since ${busy} is in progress here; finish that, then squash again.`,
    );
  }
  if ((await tipOf(repository, branch)) !== tip) {
    throw new HumanError(
      `The commits were not squashed, since ${branch} has other commits by now; squash again.`,
    );
  }
  if ((await ask(repository, 'rev-list', '--merges', '--count', `${base}..${tip}`)) !== '0') {
    throw new HumanError(
      `The commits of ${branch} were not squashed, since there are merges among them and what came with those is not the session's; squash them by hand with "git rebase".`,
    );
  }
  const squashed = await freeBranch(repository, `${branch}-squashed`);
  try {
    const tree = ['commit-tree', `${tip}^{tree}`, '-p', base, '-F', '-'];
    const commit = (await repository.git(tree, message)).trim();
    await repository.git(['branch', '--no-track', squashed, commit]);
    if (current === branch) {
      await repository.checkout(squashed); // Its files are the same.
    }
  } catch (error) {
    throw new HumanError(
      `The commits of ${branch} were not squashed: ${gitSaid(error)}; set that right, then squash again.`,
      { cause: error },
    );
  }
  const [remote] = await remotesFor(repository, branch);
  try {
    if (remote !== undefined) {
      await repository.push(remote, squashed);
    }
    return { branch: squashed };
  } catch (error) {
    return { branch: squashed, notPushed: gitSaid(error) };
  }
}

async function tipOf(repository: GitRepository, branch: string): Promise<string | undefined> {
  return ask(repository, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
}

async function freeBranch(repository: GitRepository, name: string): Promise<string> {
  const isTaken = (one: string) =>
    holds(repository, 'show-ref', '--verify', '--quiet', `refs/heads/${one}`);
  let free = name;
  for (let number = 2; await isTaken(free); number++) {
    free = `${name}-${number}`;
  }
  return free;
}
