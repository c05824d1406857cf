import { readdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { AgendaPlan } from '../../questions/agendas/agendaPlan.ts';
import type { DeckReading } from '../../questions/deck.ts';
import type { Catalog } from '../../scaffolds/scaffold.ts';
import { lazy } from '../../util/lazy.ts';
import { readReading } from './readReading.ts';

/** The content that the extension ships, each part read when it is first needed. */
export class Content {
  readonly #dist: string;

  readonly catalog = lazy(async (): Promise<Catalog> => {
    const { packedCatalogFile, unpackCatalog } = await import('../../scaffolds/packedCatalog.ts');
    return unpackCatalog(await readFile(path.join(this.#dist, packedCatalogFile)));
  });

  readonly decks = lazy(async (): Promise<readonly DeckReading[]> => {
    const { readDeck } = await import('../../questions/deckReader.ts');
    const folder = path.join(this.#dist, 'decks');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
    const read = async (name: string) =>
      readDeck({
        path: `Interpair's own ${name}`,
        text: await readFile(path.join(folder, name), 'utf8'),
      });
    return Promise.all(names.map(read));
  });

  readonly agendas = lazy(async (): Promise<readonly AgendaPlan[]> => {
    const { agendas } = await import('../../questions/agendas/agendas.ts');
    return agendas;
  });

  readonly reading = lazy(() => readReading(this.#dist));

  /** @param dist the folder that holds the built extension. */
  constructor(dist: string) {
    this.#dist = dist;
  }
}
