import type { Page } from 'playwright-core';

/**
 * Runs in every frame, and listens in those within it as well, again and again: a webview writes its document
 * anew, which takes every listener off its window and what was in it before.
 */
const noteEvents = `
  const note = ({ isTrusted, type, view }) => {
    if (isTrusted) interpairNotesMouse(type + ' at ' + view.location.pathname);
  };
  const listenIn = (view) => {
    for (const type of ['pointerdown', 'mousedown', 'touchstart', 'wheel']) {
      view.addEventListener(type, note, { capture: true, passive: true });
    }
  };
  const listen = () => {
    listenIn(window);
    for (const frame of document.querySelectorAll('iframe')) {
      // Not from here, but in itself, where it is of another origin.
      if (frame.contentDocument !== null) listenIn(frame.contentWindow);
    }
  };
  listen();
  setInterval(listen, 50);
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
