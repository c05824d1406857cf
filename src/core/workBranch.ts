import { slugOf } from '../util/slug.ts';
import { shortId } from './partnersWork.ts';
import type { Session } from './session.ts';

type Named = Pick<Session, 'id' | 'hypothesis'>;

/** `interpair/do-induction-heads-form-1a2b3c4d`: the branch on which a session hands its work over. */
export function workBranch({ id, hypothesis }: Named): string {
  return `interpair/${[slugOf(hypothesis), shortId(id)].filter((part) => part !== '').join('-')}`;
}
