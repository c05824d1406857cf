import type { CommandTable } from '../../platform/commands.ts';
import type { Content } from '../../platform/content.ts';
import type { CursorTechniques } from '../../platform/cursorTechniques.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import type { Sessions } from '../../platform/sessions.ts';

/** What to read on what is being done. */
export function readingCommands(
  content: Content,
  sessions: Sessions,
  cursor: CursorTechniques,
  log: LogChannel,
): CommandTable {
  return {
    openReadingList: async () => {
      const { openReadingList } = await import('./openReadingList.ts');
      await openReadingList(content, sessions.active, cursor, log);
    },
  };
}
