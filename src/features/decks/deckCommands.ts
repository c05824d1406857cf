import type { CommandTable } from '../../platform/commands.ts';

/** A deck of the team's own to begin with. */
export function deckCommands(): CommandTable {
  return {
    newDeck: async () => {
      const { beginDeck } = await import('./beginDeck.ts');
      await beginDeck();
    },
  };
}
