import type { Session } from '../../core/session.ts';
import { type DeckQuestion, type Technique, techniques } from '../../questions/deck.ts';

/** What a reading list depends on. */
export interface ReadingContext {
  /** The techniques at hand, the nearest first; with none, all are equally near. */
  readonly atHand: readonly Technique[];
  /** Links of the works that the questions asked in this session come from. */
  readonly asked: ReadonlySet<string>;
}

/**
 * At hand are the techniques around the cursor, or else those of the scaffolds that were inserted in the
 * session, the last one's first.
 * @param around techniques around the cursor, the nearest first
 * @param deck the questions that can be asked
 */
export function readingContext(
  around: readonly Technique[],
  session: Session | undefined,
  deck: readonly DeckQuestion[],
): ReadingContext {
  const inserted = (session?.insertions ?? []).map(({ scaffoldId }) => scaffoldId.split('.')[0]);
  const lastFirst = [...new Set(inserted.toReversed())].flatMap((name) =>
    techniques.filter((technique) => technique === name),
  );
  const asked = new Set((session?.questions ?? []).map(({ deckId }) => deckId));
  const links = deck.flatMap(({ id, source }) =>
    asked.has(id) && source !== 'practice' ? [source.link] : [],
  );
  return { atHand: around.length > 0 ? around : lastFirst, asked: new Set(links) };
}
