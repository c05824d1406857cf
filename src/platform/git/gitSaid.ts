import * as v from 'valibot';
import { cutShort } from '../../util/cutShort.ts';
import { reasonOf } from '../../util/humanError.ts';

const failure = v.object({ stderr: v.pipe(v.string(), v.trim(), v.minLength(1)) });

/** All that git said when it failed; the error's own message where git said nothing. */
export function allGitSaid(error: unknown): string {
  const read = v.safeParse(failure, error);
  return read.success ? read.output.stderr : reasonOf(error);
}

/** Whether a commit failed since git has no name or address for its author. */
export function lacksAuthor(error: unknown): boolean {
  const read = v.safeParse(v.object({ gitErrorCode: v.string() }), error);
  // VS Code's git extension looks for both itself, and then throws what that look-up came to.
  return (
    (read.success && /^NoUser(?:Name|Email)Configured$/.test(read.output.gitErrorCode)) ||
    /tell me who you are|auto-detection is disabled/.test(allGitSaid(error))
  );
}

/** Who an address is asked as: a name, a password or a token, which git leaves in some of what it says. */
const credentials = /(?<=:\/\/)[^\s/'"]*@/g;

/**
 * The line of what git said that tells most, for a sentence: the server's own words before git's. Without
 * the keys of addresses, since others may see the screen, and it goes to the log.
 */
export function gitSaid(error: unknown): string {
  const lines = allGitSaid(error)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('hint:'));
  const telling =
    lines.find((line) => /^remote: +\S/.test(line)) ??
    lines.find((line) => /^(fatal|error): /.test(line)) ??
    lines.at(-1) ??
    '';
  const said = telling.replace(/^(?:(?:remote|fatal|error): +)+/, '').replace(/[.:]$/, '');
  return cutShort(said.replaceAll(credentials, ''), 200);
}
