import { replay } from '../evolve.ts';
import type { LogEntry } from '../logEntry.ts';
import { onOneLine } from '../markdown.ts';
import { layout } from './picture/layout.ts';
import { markShapes } from './picture/markShapes.ts';
import type { Bar, Box, PlacedMark, PlacedText } from './picture/pictureLayout.ts';
import { pictureStyle } from './picture/style.ts';
import { pictureText } from './pictureText.ts';
import { SessionClock } from './sessionClock.ts';

/**
 * A session over time as an SVG, from the log alone: who drove when, and what came up when. It runs no
 * script and loads nothing, and follows the reader's light or dark colours. `undefined` for a log in
 * which no session started.
 *
 * @param timeZone an IANA name, for example `Europe/Zurich`; the axis is in it.
 */
export function recapPicture(entries: readonly LogEntry[], timeZone: string): string | undefined {
  const session = replay(entries);
  if (session === undefined) {
    return undefined;
  }
  const clock = new SessionClock(session.startedAt, timeZone);
  const picture = layout(session, entries, clock);
  const { width, height, grid, gridTop, gridBottom } = picture;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${number(height)}" viewBox="0 0 ${width} ${number(height)}" role="img" aria-labelledby="title desc">`,
    `<title id="title">${xmlText(onOneLine(session.hypothesis))}</title>`,
    `<desc id="desc">${xmlText(onOneLine(pictureText(session, entries, clock)))}</desc>`,
    `<style>${pictureStyle}</style>`,
    '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="under" width="6" height="6"/><path class="hatch" stroke-width="2.4" d="M1.2 0v6"/></pattern>',
    '<pattern id="dots" width="5" height="5" patternUnits="userSpaceOnUse"><rect class="under" width="5" height="5"/><circle class="dot" cx="2.5" cy="2.5" r="1.3"/></pattern></defs>',
    `<rect class="ground" x=".5" y=".5" width="${width - 1}" height="${number(height - 1)}" rx="6"/>`,
    ...grid.map((x) => `<path class="grid" d="M${number(x)} ${gridTop}V${number(gridBottom)}"/>`),
    ...picture.rules.map((y) => `<path class="rule" d="M16 ${number(y)}H${width - 16}"/>`),
    ...picture.items.map((item) => rect('item', item)),
    ...picture.bars.map(bar),
    ...picture.marks.map(mark),
    ...picture.texts.map(text),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function rect(look: string, { x, y, width, height }: Box, inner = ''): string {
  const box = `class="${look}" x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}" rx="2"`;
  return inner === '' ? `<rect ${box}/>` : `<rect ${box}>${inner}</rect>`;
}

function bar({ state, title, ...box }: Bar): string {
  return rect(state, box, titleOf(title));
}

function mark({ kind, x, y, title }: PlacedMark): string {
  return `<g class="${kind}" transform="translate(${number(x)} ${number(y)})">${titleOf(title)}${markShapes[kind]}</g>`;
}

function text({ text: content, x, y, size, height, anchor, look }: PlacedText): string {
  const middle = anchor === 'middle' ? ' text-anchor="middle"' : '';
  return `<text class="${look}" x="${number(x)}" y="${number(y + height / 2)}" font-size="${size}"${middle}>${xmlText(content)}</text>`;
}

/** What a browser shows to whoever points at it. */
function titleOf(title: string): string {
  return title === '' ? '' : `<title>${xmlText(title)}</title>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text on one line, without the last two characters that XML has no way to write. */
function xmlText(line: string): string {
  return line
    .replace(/[\ufffe\uffff]/g, '\ufffd')
    .replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}
