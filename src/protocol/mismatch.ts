import * as v from 'valibot';

const longest = 200;

/** In a few words, where and why a value does not fit its schema: the first thing that is wrong. */
export function mismatch(issues: readonly v.BaseIssue<unknown>[]): string {
  const [issue] = issues;
  if (issue === undefined) {
    return 'does not fit';
  }
  const where = v.getDotPath(issue);
  const why = issue.type === 'variant' ? `unknown kind ${issue.received}` : issue.message;
  return (where === null ? why : `${where}: ${why}`).slice(0, longest);
}
