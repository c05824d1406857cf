import { type Disposable, DisposableStore } from '../../../util/disposable.ts';

/**
 * Keeps open what is wanted. One thing is opened after the other, never two at once; what is no longer
 * wanted is let go of at once, also what it gets while it is still being opened.
 */
export class InStep<Wanted> implements Disposable {
  readonly #open: (wanted: Wanted, parts: DisposableStore) => Promise<void>;
  #wanted: Wanted | undefined;
  #parts = new DisposableStore();
  #opened: Promise<void> = Promise.resolve();

  /**
   * @param open adds what it opens to the parts, which are disposed when something else is wanted. Must not
   *   fail, and come to an end.
   */
  constructor(open: (wanted: Wanted, parts: DisposableStore) => Promise<void>) {
    this.#open = open;
  }

  get wanted(): Wanted | undefined {
    return this.#wanted;
  }

  /** Wants something else; `undefined` for nothing. */
  want(wanted: Wanted | undefined): void {
    this.#wanted = wanted;
    this.#parts.dispose();
    if (wanted === undefined) {
      return;
    }
    const parts = new DisposableStore();
    this.#parts = parts;
    this.#opened = this.#opened.then(async () => {
      if (!parts.isDisposed) {
        await this.#open(wanted, parts);
      }
    });
  }

  dispose(): void {
    this.want(undefined);
  }
}
