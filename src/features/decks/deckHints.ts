import type { Content } from '../../platform/content/content.ts';
import type { Decks } from '../../platform/content/decks.ts';
import type { LogChannel } from '../../platform/logChannel.ts';
import { type Disposable, DisposableStore } from '../../util/disposable.ts';

/** What helps those who write a deck: its mistakes and completions. Activation does not wait for it. */
export function deckHints(decks: Decks, content: Content, log: LogChannel): Disposable {
  const store = new DisposableStore();
  log.background('Decks of the team', async () => {
    const { DeckProblems } = await import('./deckProblems.ts');
    const { deckCompletions } = await import('./deckCompletions.ts');
    const loaded = await decks.loaded();
    store.add(new DeckProblems(loaded, log));
    store.add(deckCompletions(loaded, content));
  });
  return store;
}
