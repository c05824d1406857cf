import type { Paper } from '../../core/recap/recapOptions.ts';
import type { Session } from '../../core/session.ts';
import type { Content } from '../../platform/content/content.ts';
import type { Decks } from '../../platform/content/decks.ts';

/** Where questions and scaffolds are looked up. */
export interface Library {
  readonly decks: Decks;
  readonly content: Content;
}

/**
 * What is behind the questions of decks that were asked and the scaffolds that were inserted, in that
 * order. Content that can't be read is no reason to have no recap: then it names none.
 */
export async function papersOf(
  { questions, insertions }: Session,
  { decks, content }: Library,
): Promise<readonly Paper[]> {
  const asked = questions.flatMap(({ deckId }) => deckId ?? []);
  return [
    ...(asked.length === 0 ? [] : await orNone(ofQuestions(asked, decks))),
    ...(insertions.length === 0 ? [] : await orNone(ofScaffolds(insertions, content))),
  ];
}

async function ofQuestions(ids: readonly string[], decks: Decks): Promise<readonly Paper[]> {
  const questions = await decks.questions();
  const known = new Map(questions.map(({ id, source }) => [id, source]));
  return ids.flatMap((id) => {
    const source = known.get(id);
    return source === undefined || source === 'practice' ? [] : [source];
  });
}

async function ofScaffolds(
  insertions: Session['insertions'],
  content: Content,
): Promise<readonly Paper[]> {
  const catalog = await content.catalog();
  return insertions.flatMap(({ scaffoldId }) => catalog.get(scaffoldId)?.sources ?? []);
}

async function orNone(papers: Promise<readonly Paper[]>): Promise<readonly Paper[]> {
  try {
    return await papers;
  } catch {
    return [];
  }
}
