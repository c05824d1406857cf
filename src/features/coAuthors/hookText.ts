/** The hooks of git that name co-authors, the one that does it first. */
export const hookNames = ['prepare-commit-msg', 'commit-msg'] as const;
export type HookName = (typeof hookNames)[number];

/** Where the hooks' own script is, in the folder of git that worktrees share. */
export const scriptPath = 'interpair/commit-hook';

/** Where the co-authors of the moment are, in the folder of git of one worktree. */
export const coAuthorsPath = 'interpair/co-authors';

/** What a hook says to name co-authors: nothing happens by it where the script is gone. */
export function hookLine(name: HookName): string {
  return `interpair="$(git rev-parse --git-common-dir)/${scriptPath}"; [ ! -f "$interpair" ] || sh "$interpair" ${name} "$@" || exit`;
}

/** A hook that does nothing else. */
export function hookText(name: HookName): string {
  return `#!/bin/sh
# Names those who are in a paired session here in the commits that are made meanwhile.
# "Interpair: Stop Adding Co-Authors to Commits from the Command Line" takes it away again.
${hookLine(name)}
`;
}

/**
 * The file that the script reads: trailers, one a line.
 *
 * @param until the moment up to which they hold, in seconds since 1970: a window that was killed leaves
 * the file behind.
 */
export function coAuthorsText(trailers: readonly string[], until: number): string {
  return `${[`${until}`, ...trailers].join('\n')}\n`;
}

/**
 * The script, for any POSIX shell. In an editor that opens empty, or with a template, trailers are put
 * only where the other hook watches that something is said: closing the editor, which calls a commit
 * off, would else make one that nobody wrote a message for.
 */
export const hookScript = `# Written by Interpair for the hooks ${hookNames.join(' and ')}, which call it with their names and arguments.
hook=$1 message=$2 source=\${3-} commit=\${4-}
export LC_ALL=C # A message may be in any encoding.

people=$(git rev-parse --git-path ${coAuthorsPath}) && [ -f "$people" ] || exit 0
template=$(git rev-parse --git-path interpair/template)

# What the message says: without comments, a diff below, who worked on it, and who signed it.
words() {
  sed '/^.* -\\{24\\} >8 -\\{24\\}$/,$d' "$message" | git stripspace --strip-comments |
    grep -vi -e '^co-authored-by:' -e '^signed-off-by:'
}

co_authors() {
  git interpret-trailers --parse --no-divider "$message" | grep -i '^co-authored-by:'
}

if [ "$hook" = commit-msg ]; then
  co_authors >/dev/null || exit 0
  [ -n "$(words)" ] && [ "$(words)" != "$(cat "$template" 2>/dev/null)" ] && exit 0
  echo 'Aborting commit; nothing was written into its message but who worked on it.' >&2
  exit 1
fi

rm -f "$template"
case $source in
  merge) exit 0 ;; # What is merged names its authors itself.
  commit) [ "$commit" = HEAD ] || exit 0 ;; # The message of another commit, unless this one is amended.
  '' | template) grep -q ${scriptPath} "$(git rev-parse --git-path hooks/commit-msg)" 2>/dev/null || exit 0 ;;
  *) [ -n "$(words)" ] || exit 0 ;;
esac
for begun in rebase-merge rebase-apply CHERRY_PICK_HEAD; do
  [ ! -e "$(git rev-parse --git-path "$begun")" ] || exit 0
done
[ "$source" != template ] || words >"$template"

{
  read -r until && [ "$until" -gt "$(date +%s)" ] || exit 0
  while IFS= read -r trailer; do
    { git var GIT_AUTHOR_IDENT; co_authors; } | grep -qiF "<\${trailer##*<}" ||
      git interpret-trailers --in-place --no-divider --if-exists addIfDifferent --trailer "$trailer" "$message"
  done
} <"$people"
`;
