import type { Question } from '../../core/question.ts';
import { type FoundHere, findIn } from '../../platform/code/findPlace.ts';
import { openSources } from '../../platform/code/sourceCode.ts';

/**
 * Where questions are in the files and notebooks that are open in this window, by their ids. One whose code
 * is not there, in a file that ends above it, is nowhere: it is about another state of that file.
 */
export function questionsHere(questions: readonly Question[]): ReadonlyMap<string, FoundHere> {
  const found = new Map<string, FoundHere>();
  const paths = new Set(
    questions.flatMap(({ place }) => (place === undefined ? [] : [place.path])),
  );
  for (const source of openSources((path) => paths.has(path))) {
    for (const { id, place } of questions) {
      const here = place?.path === source.path ? findIn(source, place) : undefined;
      // Of two folders that both have such a file, the question is at home in that with the code.
      const isElsewhere =
        here?.how === 'gone' && place !== undefined && place.line > here.document.lineCount;
      if (here !== undefined && !isElsewhere && (!found.has(id) || found.get(id)?.how === 'gone')) {
        found.set(id, here);
      }
    }
  }
  return found;
}
