import type { CursorTechniques } from '../../platform/code/cursorTechniques.ts';
import type { Content } from '../../platform/content/content.ts';
import type { Decks } from '../../platform/content/decks.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { sessionOf } from '../../platform/session/activeSession.ts';
import type { Sessions } from '../../platform/session/sessions.ts';
import { readingContext } from './readingContext.ts';
import { readingList } from './readingList.ts';
import { showReadingPick } from './readingPick.ts';

export interface ReadingListParts {
  readonly content: Content;
  readonly decks: Decks;
  readonly sessions: Sessions;
  readonly cursor: CursorTechniques;
  readonly log: LogChannel;
}

/** Shows what to read on what the pair, or someone alone, is doing. */
export async function openReadingList(parts: ReadingListParts): Promise<void> {
  const { content, decks, sessions, cursor, log } = parts;
  const { techniques } = await cursor.current();
  const { active } = sessions;
  const context = readingContext(techniques, active && sessionOf(active), await decks.questions());
  showReadingPick(readingList(await content.reading(), context), log);
}
