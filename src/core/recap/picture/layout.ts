import { agendaHistory } from '../../agendaHistory.ts';
import type { LogEntry } from '../../logEntry.ts';
import { onOneLine } from '../../markdown.ts';
import { nameOf } from '../../rotation.ts';
import type { Session } from '../../session.ts';
import { type EpochMs, second } from '../../time.ts';
import { lastMoment } from '../../timeline.ts';
import { type Stretch, stretches } from '../../turnHistory.ts';
import type { SessionClock } from '../sessionClock.ts';
import { type Mark, markKinds, markLanes, markWords } from './marks.ts';
import {
  type Bar,
  type Box,
  markSize,
  type PictureLayout,
  type PlacedMark,
  type PlacedText,
} from './pictureLayout.ts';
import { cutToWidth, textWidth } from './textWidth.ts';
import { timeTicks } from './timeTicks.ts';

const width = 960;
const margin = 16;
const left = 168;
const right = width - 36;
const labelWidth = left - margin - 16;
const personLane = 26;
const barHeight = 14;
const markRow = 16;
const mostRows = 6;
const shortest = 10 * second;
const longestTitle = 160;

/** Where everything stands on the picture of a session. */
export function layout(
  session: Session,
  entries: readonly LogEntry[],
  clock: SessionClock,
): PictureLayout {
  const picture = new Picture(session, entries, clock);
  return picture.layout();
}

class Picture {
  readonly #session: Session;
  readonly #entries: readonly LogEntry[];
  readonly #clock: SessionClock;
  readonly #from: EpochMs;
  readonly #to: EpochMs;
  readonly #texts: PlacedText[] = [];
  readonly #items: Box[] = [];
  readonly #bars: Bar[] = [];
  readonly #marks: PlacedMark[] = [];
  readonly #rules: number[] = [];
  /** What is free begins here. */
  #y = margin;

  constructor(session: Session, entries: readonly LogEntry[], clock: SessionClock) {
    this.#session = session;
    this.#entries = entries;
    this.#clock = clock;
    this.#from = session.startedAt;
    this.#to = Math.max(lastMoment(session, entries), this.#from + shortest);
  }

  layout(): PictureLayout {
    this.#agenda();
    this.#people();
    this.#lanes();
    const gridBottom = this.#y;
    const grid = this.#axis();
    this.#legend();
    return {
      ...{ width, height: this.#y, grid, gridTop: margin, gridBottom },
      ...{ texts: this.#texts, items: this.#items, bars: this.#bars, marks: this.#marks },
      rules: this.#rules,
    };
  }

  #agenda(): void {
    const history = agendaHistory(this.#entries);
    if (history.length === 0) {
      return;
    }
    const height = 22;
    this.#label('Agenda', this.#y + height / 2, 'muted');
    for (const { item, from, to } of history) {
      const box = { ...this.#span(from, to), y: this.#y, height };
      this.#items.push(box);
      const title = cutToWidth(onOneLine(item.title), 12, box.width - 12);
      this.#text(title, box.x + 6, this.#y + height / 2, { size: 12 });
    }
    this.#y += height + 10;
    this.#rule();
  }

  #people(): void {
    const taken = stretches(this.#entries);
    const ids = new Set([
      ...this.#session.participants.map(({ id }) => id),
      ...taken.map(({ driver }) => driver),
    ]);
    const top = this.#y;
    for (const id of ids) {
      const name = onOneLine(nameOf(this.#session, id));
      this.#label(name, this.#y + personLane / 2);
      const own = taken.filter(({ driver, state }) => driver === id && state !== 'break');
      for (const { from, to, state } of own) {
        this.#bars.push({
          ...this.#span(from, to),
          ...{ y: this.#y + (personLane - barHeight) / 2, height: barHeight, state },
          title: `${name}, ${barWords[state]}, ${this.#clock.time(from)} to ${this.#clock.time(to)}`,
        });
      }
      this.#y += personLane;
    }
    // Nobody drives then: they are everyone's.
    for (const { from, to, state } of taken.filter((stretch) => stretch.state === 'break')) {
      this.#bars.push({
        ...this.#span(from, to),
        ...{ y: top, height: this.#y - top, state },
        title: `${barWords[state]}, ${this.#clock.time(from)} to ${this.#clock.time(to)}`,
      });
    }
    this.#y += 6;
  }

  #lanes(): void {
    const lanes = markLanes(this.#session);
    if (lanes.length > 0) {
      this.#rule();
    }
    for (const { label, marks } of lanes) {
      const top = this.#y + 4;
      this.#label(label, top + markRow / 2, 'muted');
      const overflow = this.#pack(marks, top);
      this.#overflow(overflow);
      this.#y += 4;
    }
    this.#y += 4;
  }

  /** Puts each mark into the first row with room at its time, and returns those for which none has. */
  #pack(marks: readonly Mark[], top: number): readonly Mark[] {
    const ends: number[] = [];
    const over: Mark[] = [];
    for (const mark of marks) {
      const x = this.#x(mark.at);
      const free = ends.findIndex((end) => end <= x - markSize / 2);
      const row = free === -1 ? ends.length : free;
      if (row >= mostRows) {
        over.push(mark);
      } else {
        ends[row] = x + markSize / 2 + 1;
        const title = `${this.#clock.time(mark.at)}, ${markWords[mark.kind]}: ${onOneLine(mark.text)}`;
        const y = top + row * markRow + markRow / 2;
        this.#marks.push({ kind: mark.kind, x, y, title: shortened(title) });
      }
    }
    this.#y = top + ends.length * markRow;
    return over;
  }

  /** How many more there were, where there is no room for them. */
  #overflow(marks: readonly Mark[]): void {
    if (marks.length === 0) {
      return;
    }
    const bins = Math.floor((right - left) / 48);
    const counts = new Array<number>(bins).fill(0);
    for (const { at } of marks) {
      const bin = Math.floor((bins * (this.#x(at) - left)) / (right - left));
      const index = Math.min(bin, bins - 1);
      counts[index] = (counts[index] ?? 0) + 1;
    }
    for (const [bin, count] of counts.entries()) {
      if (count > 0) {
        const x = left + ((bin + 0.5) * (right - left)) / bins;
        const look = { size: 11, anchor: 'middle', look: 'muted' } as const;
        this.#text(`+${count}`, x, this.#y + markRow / 2, look);
      }
    }
    this.#y += markRow;
  }

  #axis(): readonly number[] {
    const ticks = timeTicks(this.#from, this.#to, this.#clock, (right - left) / 76);
    for (const { at, label, isDay } of ticks) {
      const look = isDay ? 'strong' : 'muted';
      this.#text(label, this.#x(at), this.#y + 14, { size: 12, anchor: 'middle', look });
    }
    const zone = cutToWidth(this.#clock.timeZone, 12, labelWidth - 24);
    this.#text(zone, margin, this.#y + 14, { size: 12, look: 'muted' });
    this.#y += 32;
    return ticks.map(({ at }) => this.#x(at));
  }

  #legend(): void {
    const states = new Set(this.#bars.map(({ state }) => state));
    const kinds = new Set(this.#marks.map(({ kind }) => kind));
    const entries = [
      ...barStates.filter((state) => states.has(state)).map((state) => ({ state })),
      ...markKinds.filter((kind) => kinds.has(kind)).map((kind) => ({ kind })),
    ];
    if (entries.length === 0) {
      this.#y += 4;
      return;
    }
    this.#rule();
    this.#y += 4;
    let x = margin;
    for (const entry of entries) {
      const swatch = 'state' in entry ? 22 : markSize;
      const words = 'state' in entry ? barWords[entry.state] : markWords[entry.kind];
      const whole = swatch + 6 + textWidth(words, 12);
      if (x > margin && x + whole > width - margin) {
        x = margin;
        this.#y += 20;
      }
      const y = this.#y + 10;
      if ('state' in entry) {
        this.#bars.push({ x, y: y - 5, width: swatch, height: 10, state: entry.state, title: '' });
      } else {
        this.#marks.push({ kind: entry.kind, x: x + swatch / 2, y, title: '' });
      }
      this.#text(words, x + swatch + 6, y, { size: 12, look: 'muted' });
      x += whole + 18;
    }
    this.#y += 20 + margin / 2;
  }

  #rule(): void {
    this.#rules.push(this.#y);
    this.#y += 6;
  }

  #label(text: string, y: number, look: PlacedText['look'] = 'plain'): void {
    this.#text(cutToWidth(text, 13, labelWidth), margin, y, { size: 13, look });
  }

  /** @param y of its middle. */
  #text(
    text: string,
    x: number,
    y: number,
    { size, anchor = 'start', look = 'plain' }: Partial<PlacedText> & { readonly size: number },
  ): void {
    if (text !== '') {
      const box = { x, y: y - size / 2, width: textWidth(text, size), height: size };
      this.#texts.push({ ...box, text, size, anchor, look });
    }
  }

  #x(at: EpochMs): number {
    const clamped = Math.min(Math.max(at, this.#from), this.#to);
    return left + ((right - left) * (clamped - this.#from)) / (this.#to - this.#from);
  }

  /** So wide that it is seen, however short it was. */
  #span(from: EpochMs, to: EpochMs): Pick<Box, 'x' | 'width'> {
    const x = this.#x(from);
    return { x, width: Math.max(this.#x(to) - x, 1.5) };
  }
}

const barStates = ['running', 'paused', 'held', 'overtime', 'break'] as const;

const barWords: Readonly<Record<Stretch['state'], string>> = {
  running: 'at the keyboard',
  paused: 'paused',
  held: 'waiting for a run',
  overtime: 'past the end of the turn',
  break: 'on a break',
};

function shortened(text: string): string {
  const letters = [...text];
  return letters.length > longestTitle ? `${letters.slice(0, longestTitle).join('')}…` : text;
}
