import { ask, type GitRepository } from './gitRepository.ts';

/** The remotes of a repository, the one that a branch most likely belongs to first. */
export async function remotesFor(
  repository: GitRepository,
  branch: string,
): Promise<readonly string[]> {
  const names = (await repository.git(['remote'])).split('\n').filter((name) => name !== '');
  const current = await ask(repository, 'symbolic-ref', '--quiet', '--short', 'HEAD');
  const likely = [
    await ask(repository, 'config', `branch.${branch}.remote`),
    await ask(repository, 'config', `branch.${current}.pushRemote`),
    await ask(repository, 'config', 'remote.pushDefault'),
    await ask(repository, 'config', `branch.${current}.remote`),
    'origin',
  ].filter((name) => name !== undefined);
  return [...new Set([...likely, ...names])].filter((name) => names.includes(name));
}
