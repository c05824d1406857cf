import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { recapPicture } from '../../src/core/recap/recapPicture.ts';
import { launchChromium } from '../host/chromium.ts';
import { labSession } from '../unit/core/labSession.ts';
import { longSession } from '../unit/core/longSession.ts';
import { type Play, start } from '../unit/core/play.ts';

const plays: Readonly<Record<string, Play>> = { short: labSession(), long: longSession() };

const svgOf = ({ entries }: Play) => recapPicture(entries, 'Europe/Zurich') ?? '';

/** A session in which everything that was typed is every character that there is, a few at a time. */
function everyCharacter(): Play {
  const play = labSession();
  const [first] = play.entries;
  assert.ok(first?.event.type === 'sessionStarted');
  const all = Array.from({ length: 0x10000 }, (_, code) => String.fromCharCode(code)).join('');
  const hypothesis = `${all}\ud83d\ude00`;
  play.entries[0] = { ...first, event: { ...first.event, hypothesis } };
  const by = { revision: 2, at: start, actor: 'ada' };
  const name = '\u0000\u0008\u000b\ufffe\uffff\ud800<!--]]>&amp;';
  play.entries.splice(2, 0, { ...by, event: { type: 'participantReturned', name } });
  return play;
}

interface Seen {
  readonly what: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const boxesScript = `[...document.querySelectorAll('svg > text, svg > g')].map((element) => {
  const { left, right, top, bottom } = element.getBoundingClientRect();
  return { what: element.textContent, left, right, top, bottom };
})`;

/** The colour of each thing on the picture as the browser settles it: what it is, red, green, blue. */
const coloursScript = `[...document.querySelectorAll('svg > rect, text, g > *')].flatMap((element) => {
  const { fill, stroke } = getComputedStyle(element);
  const kind = element.localName === 'text' ? 'text' : element.getAttribute('class');
  const used = fill === 'none' || element.matches('.paused, .held, .overtime, .break, .item') ? stroke : fill;
  const rgb = used.match(/\\d+/g);
  return rgb === null || element.localName === 'title' ? [] : [[kind, ...rgb.map(Number)]];
})`;

/** How each bar is drawn, its colours left out. */
const looksScript = `[...document.querySelectorAll('.running, .paused, .held, .overtime, .break')].map((element) => {
  const { fill, stroke, strokeDasharray } = getComputedStyle(element);
  const inside = fill.startsWith('url') ? fill : fill === stroke ? 'full' : 'empty';
  return [element.getAttribute('class'), inside + ', ' + strokeDasharray];
})`;

function luminance(rgb: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe('the picture of a session in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: Page;

  before(async () => {
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
  });

  after(async () => {
    await browser?.close();
  });

  /** Read by the parser for XML, which forgives nothing. */
  async function parse(svg: string): Promise<string> {
    return await page.evaluate<string>(`(() => {
      const parsed = new DOMParser().parseFromString(${JSON.stringify(svg)}, 'image/svg+xml');
      return parsed.querySelector('parsererror')?.textContent ?? 'well-formed';
    })()`);
  }

  it('is well-formed, whatever was typed', async () => {
    assert.match(await parse('<svg xmlns="http://www.w3.org/2000/svg">&</svg>'), /error/);
    for (const play of [...Object.values(plays), everyCharacter()]) {
      assert.equal(await parse(svgOf(play)), 'well-formed');
    }
  });

  it('is shown as an image, as a host of git repositories does', async () => {
    for (const play of Object.values(plays)) {
      const data = Buffer.from(svgOf(play)).toString('base64');
      await page.setContent(`<img src="data:image/svg+xml;base64,${data}">`);
      await page.waitForFunction('document.images[0].complete');
      assert.equal(await page.evaluate('document.images[0].naturalWidth'), 960);
    }
  });

  for (const [name, play] of Object.entries(plays)) {
    it(`covers no word and no mark with another in a ${name} session`, async () => {
      await page.setContent(svgOf(play));
      const boxes = await page.evaluate<Seen[]>(boxesScript);
      assert.ok(boxes.length > 30);
      const covered = boxes.flatMap((one, index) =>
        boxes
          .slice(index + 1)
          .filter(
            (other) =>
              Math.min(one.right, other.right) - Math.max(one.left, other.left) > 0.5 &&
              // A line of text is higher than its letters.
              Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4,
          )
          .map((other) => `${one.what} and ${other.what}`),
      );
      assert.deepEqual(covered, []);
    });
  }

  it('draws what people did in ways that can be told apart without colours', async () => {
    await page.setContent(svgOf(labSession()));
    const looks = new Map(await page.evaluate<[string, string][]>(looksScript));
    assert.equal(looks.size, 5);
    assert.equal(new Set(looks.values()).size, 5);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`can be read in ${colorScheme} colours`, async () => {
      await page.emulateMedia({ colorScheme });
      await page.setContent(svgOf(plays.short ?? labSession()));
      const colours = await page.evaluate<[string, number, number, number][]>(coloursScript);
      const ground =
        colours
          .find(([what]) => what === 'ground')
          ?.slice(1)
          .map(Number) ?? [];
      assert.equal(luminance(ground) > 0.5, colorScheme === 'light');
      const faint = colours
        .filter(([what]) => !['ground', 'item'].includes(what))
        .filter(([, ...rgb]) => contrast(rgb, ground) < 4.5);
      assert.ok(colours.length > 40);
      assert.deepEqual(faint, []);
    });
  }
});
