import type { Reading, Work } from '../../questions/reading.ts';
import { capitalised } from '../../util/capitalised.ts';
import type { ReadingContext } from './readingContext.ts';

/** A work as the list shows it. */
export interface ReadingItem extends Work {
  /** The question that it helps with, if that is what it is listed for. */
  readonly prompt?: string;
  /** Whether a question that comes from it was asked in this session. */
  readonly asked: boolean;
}

export interface ReadingSection {
  readonly title: string;
  readonly items: readonly ReadingItem[];
}

/**
 * What to read, the nearest first: on the techniques at hand, surveys and books, on the rest of a
 * researcher's work, on the other techniques. A work that belongs to several is in the first of them.
 */
export function readingList(
  { techniques, surveysAndBooks, job }: Reading,
  { atHand, asked }: ReadingContext,
): readonly ReadingSection[] {
  const topics = Object.entries(techniques).map(([technique, works]) => ({ technique, works }));
  const near = atHand.flatMap((one) => topics.filter(({ technique }) => technique === one));
  const far = topics.filter((topic) => !near.includes(topic));
  const other = far.map(({ technique, works }) => ({ title: capitalised(technique), works }));
  const parts: readonly { title: string; works: readonly (Work & { prompt?: string })[] }[] = [
    ...near.map(({ technique, works }) => ({ title: `${capitalised(technique)}, at hand`, works })),
    ...(near.length === 0 ? other : []),
    { title: 'Surveys and books', works: surveysAndBooks },
    { title: 'The rest of the job', works: job },
    ...(near.length === 0 ? [] : other),
  ];
  const listed = new Set<string>();
  return parts.flatMap(({ title, works }) => {
    const items = works
      .filter(({ link }) => !listed.has(link))
      .map((work) => ({ ...work, asked: asked.has(work.link) }));
    for (const { link } of items) {
      listed.add(link);
    }
    return items.length === 0 ? [] : [{ title, items }];
  });
}
