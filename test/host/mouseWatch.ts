import type { Page } from 'playwright-core';

/** Runs in every frame. A webview writes its document anew, which takes every listener off its window. */
const noteEvents = `
  const note = ({ isTrusted, type }) => {
    if (isTrusted) interpairNotesMouse(type + ' at ' + location.pathname);
  };
  const listen = () => {
    for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) {
      addEventListener(type, note, { capture: true, passive: true });
    }
  };
  listen();
  const { open } = document;
  document.open = (...args) => {
    const opened = open.apply(document, args);
    listen();
    return opened;
  };
`;

/** Notes what a mouse, pen or finger does in a page and in every frame of it. */
export class MouseWatch {
  readonly #seen: string[] = [];

  private constructor() {}

  /** From the next load of the page on. */
  static async over(page: Page): Promise<MouseWatch> {
    const watch = new MouseWatch();
    await page.exposeBinding('interpairNotesMouse', (_source, what: string) => {
      watch.#seen.push(what);
    });
    await page.addInitScript({ content: `(() => {${noteEvents}})();` });
    return watch;
  }

  /** Each thing that was done, and in which frame. */
  get seen(): readonly string[] {
    return this.#seen;
  }
}
