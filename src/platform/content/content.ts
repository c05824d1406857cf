import { readFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { AgendaPlan } from '../../questions/agendas/agendaPlan.ts';
import type { DeckReading } from '../../questions/deck.ts';
import type { Reading } from '../../questions/reading.ts';
import type { Catalog } from '../../scaffolds/scaffold.ts';
import { lazy } from '../../util/lazy.ts';
import { unpack } from './packed.ts';

/** The content that the extension ships, each part read when it is first needed. */
export class Content {
  readonly #dist: string;

  readonly catalog = lazy(async (): Promise<Catalog> => {
    const { shippedCatalog } = await import('../../scaffolds/shippedCatalog.ts');
    return shippedCatalog(await this.#unpacked('scaffolds'));
  });

  readonly decks = lazy(async (): Promise<readonly DeckReading[]> => {
    const { readDeck } = await import('../../questions/deckReader.ts');
    const { decks } = await this.#texts();
    return Object.entries(decks).map(([name, text]) =>
      readDeck({ path: `Interpair's own ${name}`, text }),
    );
  });

  readonly agendas = lazy(async (): Promise<readonly AgendaPlan[]> => {
    const { agendas } = await import('../../questions/agendas/agendas.ts');
    return agendas;
  });

  readonly reading = lazy(async (): Promise<Reading> => {
    const { loadReading } = await import('../../questions/loadReading.ts');
    return loadReading((await this.#texts()).reading);
  });

  readonly #texts = lazy(async () => {
    const { shippedTexts } = await import('../../questions/shippedTexts.ts');
    return shippedTexts(await this.#unpacked('questions'));
  });

  /** @param dist the folder that holds the built extension. */
  constructor(dist: string) {
    this.#dist = dist;
  }

  async #unpacked(name: 'scaffolds' | 'questions'): Promise<unknown> {
    return unpack(await readFile(path.join(this.#dist, `${name}.json.br`)));
  }
}
