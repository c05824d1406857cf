import type { CommandTable } from '../../platform/commands.ts';
import type { ReadingListParts } from './openReadingList.ts';

/** What to read on what is being done. */
export function readingCommands(parts: ReadingListParts): CommandTable {
  return {
    openReadingList: async () => {
      const { openReadingList } = await import('./openReadingList.ts');
      await openReadingList(parts);
    },
  };
}
