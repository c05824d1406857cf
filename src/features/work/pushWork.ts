import { type Changes, changesOf } from '../../platform/git/changes.ts';
import { type GitRepository, holds, isAncestor } from '../../platform/git/gitRepository.ts';
import { allGitSaid, gitSaid, lacksAuthor } from '../../platform/git/gitSaid.ts';
import { remotesFor } from '../../platform/git/remotes.ts';
import { type RepositoryState, stateOf, unfinished } from '../../platform/git/repositoryState.ts';
import { HumanError } from '../../util/humanError.ts';

/** What is to be pushed, and to where. */
export interface WorkToPush {
  /** The session's branch, whether or not it is there yet. */
  readonly branch: string;
  /** Of the commit that is made if there is something to commit. */
  readonly message: string;
  /** The commit that was handed over last, by anyone. */
  readonly last: string | undefined;
  /** Paths that are never committed, relative to the root, with slashes. */
  readonly except: readonly string[];
}

/** What came of it. */
export interface Pushed {
  /** What the branch ends in here. */
  readonly commit: string;
  /** New files that were left out for what they are. */
  readonly leftOut: readonly string[];
  /** Why it is not in the remote; absent where it is. */
  readonly trouble?: Trouble;
}

export interface Trouble {
  /** For the person. */
  readonly sentence: string;
  /** Whether it will be so each time, as nobody may mean to change it. */
  readonly lasts: boolean;
}

/**
 * Commits what is not committed to the session's branch, which is made from where the person is at the
 * first time, and pushes that branch. No other branch is committed to, moved or pushed.
 *
 * @throws {HumanError} where nothing could be committed; then all is as it was, but that the changes
 * may be staged, on the session's branch.
 */
export async function pushWork(repository: GitRepository, work: WorkToPush): Promise<Pushed> {
  const { branch, last, except } = work;
  const state = await stateOf(repository);
  const changes = await changesOf(repository, except);
  await goToBranch(repository, work, state, changes);
  await commitChanges(repository, work, changes);
  const commit = (await repository.git(['rev-parse', 'HEAD'])).trim();
  const leftOut = changes.unfit;
  const trouble = commit === last ? undefined : await push(repository, branch);
  return { commit, leftOut, ...(trouble === undefined ? {} : { trouble }) };
}

async function goToBranch(
  repository: GitRepository,
  { branch, last }: WorkToPush,
  state: RepositoryState,
  changes: Changes,
): Promise<void> {
  const { branch: current, head } = state;
  const why = unfinished(state, changes);
  if (why !== undefined) {
    throw new HumanError(
      `Your work was not handed over with git, since ${why} here; finish that, then push the work again.`,
    );
  }
  if (head === undefined) {
    throw new HumanError(
      'Your work was not handed over with git, since this repository has no commit yet; make its first one, then push the work again.',
    );
  }
  if (current === branch) {
    return;
  }
  if (current === undefined) {
    throw new HumanError(
      `Your work was not handed over with git, since no branch is checked out here (HEAD is at ${head.slice(0, 7)}); check one out, then push the work again.`,
    );
  }
  if (await holds(repository, 'show-ref', '--verify', '--quiet', `refs/heads/${branch}`)) {
    throw new HumanError(
      `Your work was not handed over with git, since you are on ${current} and not on the session's branch; check out ${branch}, then push the work again.`,
    );
  }
  if (last !== undefined && !(await isAncestor(repository, last, 'HEAD'))) {
    throw new HumanError(
      `Your work was not handed over with git, since what your partner handed over is not here yet; get their work first, with your own committed or stashed, then push the work again.`,
    );
  }
  const [remote] = await remotesFor(repository, branch);
  try {
    await repository.createBranch(branch);
    if (remote !== undefined) {
      // From here on nothing else tells which of several it is, if the push fails.
      await repository.git(['config', `branch.${branch}.remote`, remote]);
    }
  } catch (error) {
    throw new HumanError(
      `Your work was not handed over with git, since the branch ${branch} could not be made (${gitSaid(error)}); it is where it was.`,
      { cause: error },
    );
  }
}

async function commitChanges(
  repository: GitRepository,
  { branch, message }: WorkToPush,
  { tracked, untracked }: Changes,
): Promise<void> {
  const paths = [...tracked, ...untracked];
  if (paths.length === 0) {
    return;
  }
  try {
    await repository.add(paths);
    // A change of line ends alone is none to git.
    if (!(await holds(repository, 'diff', '--cached', '--quiet'))) {
      await repository.commit(message);
    }
  } catch (error) {
    const why = lacksAuthor(error)
      ? 'git does not know who you are, so set user.name and user.email with "git config --global"'
      : gitSaid(error);
    throw new HumanError(
      `Your work could not be committed to ${branch}: ${why}; it is all still here, then push the work again.`,
      { cause: error },
    );
  }
}

/** Returns what hindered it; `undefined` if nothing did. */
async function push(repository: GitRepository, branch: string): Promise<Trouble | undefined> {
  const trouble = (why: string, lasts = false) => ({
    sentence: `Your work is committed to ${branch} here, but your partner can't get it: ${why}, then push the work again.`,
    lasts,
  });
  const [remote] = await remotesFor(repository, branch);
  if (remote === undefined) {
    return trouble('this repository has no remote; add one that you share', true);
  }
  try {
    await repository.push(remote, branch);
    return undefined;
  } catch (error) {
    return (await isAhead(repository, remote, branch, error))
      ? trouble(`${remote} has other commits of that branch; pull them`)
      : trouble(`${remote} did not take it (${gitSaid(error)}); set that right`);
  }
}

/** Whether the push failed because of commits in the remote that are not here; fetches them. */
async function isAhead(
  repository: GitRepository,
  remote: string,
  branch: string,
  error: unknown,
): Promise<boolean> {
  if (!/fetch first|non-fast-forward/.test(allGitSaid(error))) {
    return false;
  }
  try {
    await repository.fetch(remote, branch);
  } catch {
    // It is so all the same; the person's own pull fetches as well.
  }
  return true;
}
