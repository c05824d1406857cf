import { coAuthors, presentSince } from '../coAuthors.ts';
import { section, type Teller } from './teller.ts';

/** Trailers to paste into a commit of what the session came to; whoever makes it leaves theirs out. */
export function commitTrailers({ entries }: Teller): string {
  const people = presentSince(entries, 0);
  const { trailers } = coAuthors(people, { emails: [] });
  const isPair = people.length > 1 && trailers.length > 0;
  return section('Co-authors', isPair ? ['```text', ...trailers, '```'] : []);
}
