import { type Changes, changesOf } from '../../platform/git/changes.ts';
import { ask, type GitRepository, holds, isAncestor } from '../../platform/git/gitRepository.ts';
import { gitSaid } from '../../platform/git/gitSaid.ts';
import { ignoredInTheWay } from '../../platform/git/ignoredInTheWay.ts';
import { remotesFor } from '../../platform/git/remotes.ts';
import { type RepositoryState, stateOf, unfinished } from '../../platform/git/repositoryState.ts';
import { HumanError } from '../../util/humanError.ts';
import { fewListed } from '../../util/listed.ts';

export interface WorkToGet {
  readonly branch: string;
  /** The full name of the commit. */
  readonly commit: string;
  /** Whose work it is, for sentences. */
  readonly owner: string;
}

export interface Surroundings {
  /** The files of the repository with changes that are not saved, relative to its root. */
  readonly unsaved: readonly string[];
  /** Paths whose changes don't count, relative to the root, with slashes. */
  readonly except: readonly string[];
}

/**
 * Gets to what a partner handed over: fetches it and checks their branch out, or moves on along it.
 * Nothing that is only here is overwritten or left behind; where that could be, all stays as it is.
 *
 * @returns how many files changed by it; `undefined` if it was here already.
 * @throws {HumanError} where it can't be got without doing harm, or not at all.
 */
export async function getWork(
  repository: GitRepository,
  work: WorkToGet,
  { unsaved, except }: Surroundings,
): Promise<number | undefined> {
  const { branch, commit } = work;
  const state = await stateOf(repository);
  if (await isHere(repository, state, work)) {
    return undefined;
  }
  const changes = await changesOf(repository, except);
  throwIfNotFree(work, state, changes, unsaved);
  const remote = await fetchWork(repository, work);
  try {
    await goTo(repository, work, state);
  } catch (error) {
    throw error instanceof HumanError
      ? error
      : new HumanError(
          `${waits(work)}, but git could not go there (${gitSaid(error)}); set that right, then get the work again.`,
          { cause: error },
        );
  }
  if (remote !== undefined) {
    // Only for what VS Code shows of the branch; a clone of a single branch has nothing to follow.
    await holds(repository, 'branch', `--set-upstream-to=${remote}/${branch}`, branch);
  }
  const changed = await repository.git(
    state.head === undefined
      ? ['ls-tree', '-r', '--name-only', '-z', commit]
      : ['diff', '--name-only', '-z', state.head, commit],
  );
  return changed.split('\0').length - 1;
}

/**
 * Moves on along the session's branch if this clone is on it and nothing is in the way, for someone who
 * only looks on.
 *
 * @returns as `getWork`; `undefined` also where something is in the way.
 */
export async function followWork(
  repository: GitRepository,
  work: WorkToGet,
  surroundings: Surroundings,
): Promise<number | undefined> {
  const { branch } = await stateOf(repository);
  if (branch !== work.branch) {
    return undefined;
  }
  try {
    return await getWork(repository, work, surroundings);
  } catch (error) {
    if (error instanceof HumanError) {
      return undefined;
    }
    throw error;
  }
}

async function isHere(
  repository: GitRepository,
  { branch, head }: RepositoryState,
  work: WorkToGet,
): Promise<boolean> {
  return (
    head === work.commit ||
    (branch === work.branch && (await isAncestor(repository, work.commit, 'HEAD')))
  );
}

function throwIfNotFree(
  work: WorkToGet,
  state: RepositoryState,
  changes: Changes,
  unsaved: readonly string[],
): void {
  const { branch, head } = state;
  const why = unfinished(state, changes);
  if (why !== undefined) {
    throw new HumanError(`${waits(work)}, but ${why} here; finish that, then get the work.`);
  }
  if (branch === undefined && head !== undefined) {
    throw new HumanError(
      `${waits(work)}, but no branch is checked out here (HEAD is at ${head.slice(0, 7)}), and what is only there could be lost; check one out, then get the work.`,
    );
  }
  const changed = [...new Set([...changes.tracked, ...unsaved])];
  if (changed.length > 0) {
    throw new HumanError(
      `${waits(work)}, but you have changes in ${fewListed(changed)} that are not committed; commit or stash them, then get the work.`,
    );
  }
}

/** Returns the remote that has it; `undefined` where it was here without one. */
async function fetchWork(repository: GitRepository, work: WorkToGet): Promise<string | undefined> {
  let failure: unknown;
  for (const remote of await remotesFor(repository, work.branch)) {
    try {
      await repository.fetch(remote, work.branch);
      if (await isKnown(repository, work.commit)) {
        return remote;
      }
    } catch (error) {
      failure ??= error;
    }
  }
  if (await isKnown(repository, work.commit)) {
    return undefined; // As in two working trees of one repository.
  }
  const why =
    failure === undefined
      ? 'no remote of this repository has it; see that you share one'
      : `it could not be fetched (${gitSaid(failure)}); set that right`;
  throw new HumanError(`${waits(work)}, but ${why}, then get the work again.`, { cause: failure });
}

async function isKnown(repository: GitRepository, commit: string): Promise<boolean> {
  return holds(repository, 'cat-file', '-e', `${commit}^{commit}`);
}

async function goTo(
  repository: GitRepository,
  work: WorkToGet,
  { branch: current, head }: RepositoryState,
): Promise<void> {
  const { branch, commit } = work;
  const tip =
    current === branch
      ? head
      : await ask(repository, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`);
  if (tip === undefined) {
    await throwIfInTheWay(repository, work, [[head, commit]]);
    await repository.createBranch(branch, commit);
    return;
  }
  const isBehind = await isAncestor(repository, tip, commit);
  if (!isBehind && !(await isAncestor(repository, commit, tip))) {
    throw new HumanError(
      `${waits(work)}, but your ${branch} has commits that ${work.owner}'s has not; merge the two ("Git: Pull" on that branch), then go on.`,
    );
  }
  await throwIfInTheWay(repository, work, [
    [head, tip],
    ...(isBehind ? ([[tip, commit]] as const) : []),
  ]);
  if (current !== branch) {
    await repository.checkout(branch);
  }
  if (isBehind) {
    await repository.git(['merge', '--ff-only', commit]);
  }
}

/** @param ways the steps that are about to be taken, each from one commit to another. */
async function throwIfInTheWay(
  repository: GitRepository,
  work: WorkToGet,
  ways: readonly (readonly [from: string | undefined, to: string])[],
): Promise<void> {
  const files = new Set<string>();
  for (const [from, to] of ways) {
    for (const file of await ignoredInTheWay(repository, from, to)) {
      files.add(file);
    }
  }
  if (files.size > 0) {
    const those = files.size === 1 ? 'that' : 'those';
    throw new HumanError(
      `${waits(work)}, but it would overwrite ${fewListed([...files])}, which git ignores here; move ${those} elsewhere, then get the work again.`,
    );
  }
}

function waits({ owner, branch }: WorkToGet): string {
  return `${owner}'s work is on ${branch}`;
}
