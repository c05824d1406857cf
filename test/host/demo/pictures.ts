import { join } from 'node:path';
import type { PairedWindow } from '../../support/pairedWindow.ts';

/** Of a window in a picture, in CSS pixels. */
export const windowSize = { width: 1120, height: 840 };

/** Someone who has no window yet. */
export interface Absent {
  readonly person: string;
  /** What is said in the place of the window. */
  readonly because: string;
}

/** Whose windows a picture has; the first person has one. */
type People = readonly [PairedWindow, PairedWindow | Absent];

/** Numbered pictures of windows side by side, in one folder. */
export class Pictures {
  readonly #folder: string;
  readonly #prefix: string;
  readonly #note: string;
  #taken = 0;

  /**
   * @param prefix before the number in the names of the files.
   * @param note stands in every picture, and should be short.
   */
  constructor(folder: string, prefix = '', note = '') {
    this.#folder = folder;
    this.#prefix = prefix;
    this.#note = note;
  }

  /** A picture of two people's windows under a line that says what happens, with one clock if they have it. */
  async take(name: string, caption: string, people: People): Promise<void> {
    await Promise.all(people.map(leaveNothingUnderTheMouse));
    await justTicked(people);
    await this.takeAsIs(name, caption, people);
  }

  /** As `take`, whatever is on screen. */
  async takeAsIs(name: string, caption: string, people: People): Promise<void> {
    this.#taken++;
    const number = String(this.#taken).padStart(2, '0');
    console.log(`${number}  ${caption}`);
    const frames = await Promise.all(people.map(frameOf));
    const [{ window }] = people;
    const browser = window.page.context().browser();
    if (browser === null) {
      throw new Error('The browser of the demo is gone.');
    }
    const page = await browser.newPage({ viewport: { width: 2296, height: 940 } });
    try {
      await page.setContent(pictureHtml(`${this.#taken}. ${caption}`, this.#note, frames));
      const path = join(this.#folder, `${this.#prefix}${number}-${name}.png`);
      await page.screenshot({ path, fullPage: true });
    } finally {
      await page.close();
    }
  }
}

/** What the mouse rests on would explain itself, over what is there. */
async function leaveNothingUnderTheMouse(one: PairedWindow | Absent): Promise<void> {
  if ('window' in one) {
    await one.window.page.mouse.move(0, 0);
    await one.window.until('no hint at the mouse', async () => {
      return (await one.window.page.locator('.monaco-hover:visible').count()) === 0;
    });
  }
}

/** Where a clock runs, waits until it has just moved, so that both show the same time. */
async function justTicked([one, other]: People): Promise<void> {
  const before = await one.roleAndClock();
  if (before === undefined) {
    return;
  }
  await one.window.until('the clock to move, and the same one in both windows', async () => {
    const now = await one.roleAndClock();
    const others = 'window' in other ? await other.roleAndClock() : undefined;
    return now?.clock !== before.clock && (others === undefined || others.clock === now?.clock);
  });
}

/** One person's part of a picture, in HTML. */
async function frameOf(one: PairedWindow | Absent): Promise<string> {
  if ('because' in one) {
    return figure(one.person, `<div>${escaped(one.because)}</div>`);
  }
  const { person, page } = one.window;
  const png = await page.screenshot();
  return figure(person, `<img src="data:image/png;base64,${png.toString('base64')}">`);
}

function figure(person: string, content: string): string {
  return `<figure><figcaption>${escaped(person)}</figcaption>${content}</figure>`;
}

function pictureHtml(caption: string, note: string, frames: readonly string[]): string {
  return `<!DOCTYPE html><style>
    body { margin: 16px; background: #f4f4f2; color: #222; font: 24px/1.4 sans-serif; }
    header { display: flex; justify-content: space-between; align-items: baseline; margin: 0 0 12px; }
    small { font-size: 16px; color: #555; }
    main { display: flex; gap: 16px; }
    figure { margin: 0; }
    figcaption { font-size: 16px; color: #555; margin-bottom: 4px; }
    img, div { display: block; border: 1px solid #999; }
    div { display: grid; place-items: center; width: ${windowSize.width}px; height: ${windowSize.height}px;
      box-sizing: content-box; border-style: dashed; color: #777; }
  </style><header>${escaped(caption)} <small>${escaped(note)}</small></header>
  <main>${frames.join('')}</main>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
