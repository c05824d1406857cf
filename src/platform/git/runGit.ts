import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/**
 * Runs git in a working tree and returns what it printed.
 *
 * @param git the path of the program.
 * @throws with git's own words as `stderr`, in English, if it fails.
 */
export async function runGit(
  git: string,
  root: string,
  args: readonly string[],
  input = '',
): Promise<string> {
  const running = promisify(execFile)(git, [...args], {
    cwd: root,
    // A question in a terminal that nobody sees would never be answered.
    env: { ...process.env, LC_ALL: 'C.UTF-8', LANGUAGE: 'en', GIT_TERMINAL_PROMPT: '0' },
    maxBuffer: 64 * 2 ** 20,
  });
  // Git may end without having read it.
  running.child.stdin?.on('error', () => undefined);
  running.child.stdin?.end(input);
  return (await running).stdout;
}
