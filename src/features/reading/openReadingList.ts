import { type ActiveSession, sessionOf } from '../../platform/activeSession.ts';
import type { Content } from '../../platform/content.ts';
import type { CursorTechniques } from '../../platform/cursorTechniques.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { readingContext } from './readingContext.ts';
import { readingList } from './readingList.ts';
import { showReadingPick } from './readingPick.ts';

/** Shows what to read on what the pair, or someone alone, is doing. */
export async function openReadingList(
  content: Content,
  active: ActiveSession | undefined,
  cursor: CursorTechniques,
  log: LogChannel,
): Promise<void> {
  const { questions } = await content.deck();
  const context = readingContext(
    (await cursor.current()).techniques,
    active && sessionOf(active),
    questions,
  );
  showReadingPick(readingList(await content.reading(), context), log);
}
