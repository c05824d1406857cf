import assert from 'node:assert/strict';
import fc from 'fast-check';
import { layout } from '../../../src/core/recap/picture/layout.ts';
import { type MarkKind, markKinds } from '../../../src/core/recap/picture/marks.ts';
import { type Bar, type Box, markSize } from '../../../src/core/recap/picture/pictureLayout.ts';
import { recapPicture } from '../../../src/core/recap/recapPicture.ts';
import { SessionClock } from '../../../src/core/recap/sessionClock.ts';
import { hour, minute, second } from '../../../src/core/time.ts';
import { labSession } from './labSession.ts';
import { longSession } from './longSession.ts';
import { asking, Play, start } from './play.ts';

function layoutOf({ now, entries }: Play, timeZone = 'UTC') {
  return layout(now, entries, new SessionClock(now.startedAt, timeZone));
}

const statesInLegend = (bars: readonly Bar[]) =>
  bars.filter(({ title }) => title === '').map(({ state }) => state);

const svgOf = ({ entries }: Play) => recapPicture(entries, 'UTC') ?? '';

/** Everything that is read, as the box that it takes. */
function boxes(play: Play, timeZone?: string): readonly (Box & { readonly what: string })[] {
  const { texts, marks } = layoutOf(play, timeZone);
  return [
    ...texts.map(({ text, anchor, x, ...box }) => ({
      ...{ ...box, what: text },
      x: anchor === 'middle' ? x - box.width / 2 : x,
    })),
    ...marks.map(({ kind, x, y }) => ({
      ...{ what: kind, width: markSize, height: markSize },
      ...{ x: x - markSize / 2, y: y - markSize / 2 },
    })),
  ];
}

function overlaps(all: readonly (Box & { readonly what: string })[]): readonly string[] {
  const grain = 0.01;
  return all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter(
        (other) =>
          one.x + grain < other.x + other.width &&
          other.x + grain < one.x + one.width &&
          one.y + grain < other.y + other.height &&
          other.y + grain < one.y + one.height,
      )
      .map((other) => `${one.what} and ${other.what}`),
  );
}

function checkReadable(play: Play, timeZone?: string): void {
  const { width, height } = layoutOf(play, timeZone);
  const all = boxes(play, timeZone);
  assert.deepEqual(overlaps(all), []);
  for (const box of all) {
    const isInside =
      box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
    assert.ok(isInside, `${box.what} is cut off`);
  }
}

const wait = fc.oneof(
  fc.integer({ min: 0, max: 5 * second }),
  fc.integer({ min: 0, max: 20 * minute }),
  fc.constant(11 * hour),
);
const act = fc.constantFrom(
  ...(['swap', 'pause', 'hold', 'break', 'ask', 'predict', 'find', 'fail', 'insert'] as const),
  'agenda',
);
const steps = fc.array(fc.record({ wait, act, word: fc.string({ unit: 'binary' }) }), {
  maxLength: 80,
  size: 'max',
});
const people = fc.array(fc.string({ unit: 'binary', maxLength: 100 }), {
  minLength: 1,
  maxLength: 10,
});

function played(
  names: readonly string[],
  acts: typeof steps extends fc.Arbitrary<infer T> ? T : never,
) {
  const play = new Play();
  const [name = '', ...others] = names;
  const turns = asking;
  play.do('p0', { type: 'startSession', sessionId: 's', hypothesis: 'Why?', turns, name }, start);
  for (const [index, other] of others.entries()) {
    play.do(`p${index + 1}`, { type: 'join', name: other }, start);
  }
  let at = start;
  for (const [index, { wait: span, act: what, word }] of acts.entries()) {
    at += span;
    const id = String(index);
    const text = `${word}.`;
    const item = { title: text, length: minute, phase: 'middle' } as const;
    switch (what) {
      case 'swap':
        play.do('p0', { type: 'swapRoles', turn: play.now.turn.number }, at);
        break;
      case 'pause':
        play.do('p0', { type: index % 2 === 0 ? 'pauseTurn' : 'resumeTurn' }, at);
        break;
      case 'hold':
        play.do('p0', { type: 'holdTurn' }, at);
        break;
      case 'break':
        play.do('p0', { type: 'takeBreak', turn: play.now.turn.number }, at);
        break;
      case 'ask':
        play.do('p0', { type: 'askQuestion', id, text }, at);
        break;
      case 'predict':
        play.do('p0', { type: 'recordPrediction', id, text, credence: 50 }, at);
        break;
      case 'find':
        play.do('p0', { type: 'recordFinding', id, text }, at);
        break;
      case 'fail':
        play.do('p0', { type: 'recordDeadEnd', id, tried: text }, at);
        break;
      case 'insert':
        play.do('p0', { type: 'noteScaffold', scaffoldId: 'a', title: text }, at);
        break;
      case 'agenda':
        play.do('p0', { type: 'setAgenda', title: 'Plan', items: [item] }, at);
        break;
    }
  }
  return play;
}

describe('the picture of a session', () => {
  it('has a bar for each stretch at the keyboard, in the lane of its driver', () => {
    const { bars, texts } = layoutOf(labSession());
    const lane = (name: string) => {
      const label = texts.find(({ text }) => text === name);
      assert.ok(label);
      const middle = label.y + label.height / 2;
      return bars
        .filter(({ y, height, title }) => title !== '' && Math.abs(y + height / 2 - middle) < 1)
        .map(({ title }) => title.replace(`${name}, `, ''));
    };
    assert.deepEqual(lane('Ada Lovelace'), [
      'at the keyboard, 16:00 to 16:12',
      'paused, 16:12 to 16:15',
      'at the keyboard, 16:15 to 16:19',
      'past the end of the turn, 16:19 to 16:21',
      'at the keyboard, 16:43 to 16:58',
      'past the end of the turn, 16:58 to 17:01',
    ]);
    assert.deepEqual(lane('Grace Hopper'), [
      'at the keyboard, 16:21 to 16:33',
      'waiting for a run, 16:33 to 16:36',
      'at the keyboard, 16:36 to 16:39',
      'past the end of the turn, 16:39 to 16:43',
      'at the keyboard, 17:06 to 17:15',
    ]);
  });

  it('has a break in the lanes of all, beside what they did before and after', () => {
    const { bars } = layoutOf(labSession());
    const shown = bars.filter(({ title }) => title !== '');
    const pause = shown.find(({ state }) => state === 'break');
    assert.equal(pause?.title, 'on a break, 17:01 to 17:06');
    const others = shown.filter(({ state }) => state !== 'break');
    assert.ok(others.every(({ y }) => y > pause.y));
    assert.ok(others.every(({ y, height }) => y + height < pause.y + pause.height));
    const [before, after] = [others.filter(({ x }) => x < pause.x), others.at(-1)];
    const end = Math.max(...before.map(({ x, width }) => x + width));
    assert.ok(Math.abs(end - pause.x) < 0.01);
    assert.ok(after && Math.abs(pause.x + pause.width - after.x) < 0.01);
  });

  it('has bars as long as they took', () => {
    const play = Play.pair();
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 10 * minute);
    play.do('ada', { type: 'endSession' }, start + 15 * minute);
    const [ada, grace] = layoutOf(play).bars.filter(({ title }) => title !== '');
    assert.ok(ada && grace);
    assert.equal(Math.round(ada.width / grace.width), 2);
    assert.equal(Math.round(ada.x + ada.width), Math.round(grace.x));
  });

  it('marks everything that came up, by what came of it', () => {
    const { marks } = layoutOf(labSession());
    const counts = Object.fromEntries(
      markKinds.map((kind): [MarkKind, number] => [
        kind,
        marks.filter((mark) => mark.kind === kind && mark.title !== '').length,
      ]),
    );
    assert.deepEqual(counts, {
      'prediction-open': 1,
      'prediction-came-true': 1,
      'prediction-failed': 1,
      'prediction-unclear': 0,
      finding: 2,
      'dead-end': 1,
      'question-open': 1,
      'question-answered': 3,
      'question-parked': 1,
      'question-breakthrough': 1,
      scaffold: 2,
      result: 2,
    });
  });

  it('explains in its legend what is on it, and nothing else', () => {
    const { marks, bars } = layoutOf(labSession());
    const shown = new Set(marks.filter(({ title }) => title !== '').map(({ kind }) => kind));
    const explained = marks.filter(({ title }) => title === '').map(({ kind }) => kind);
    assert.deepEqual(
      explained,
      markKinds.filter((kind) => shown.has(kind)),
    );
    assert.deepEqual(statesInLegend(bars), ['running', 'paused', 'held', 'overtime', 'break']);
    const play = Play.pair();
    play.do('ada', { type: 'takeBreak', turn: 2 }, start + minute);
    play.do('ada', { type: 'endSession' }, start + 2 * minute);
    assert.deepEqual(statesInLegend(layoutOf(play).bars), ['running', 'break']);
  });

  it('shows the agenda as it was kept', () => {
    const { items, texts } = layoutOf(labSession());
    assert.equal(items.length, 3);
    for (const title of ['Explore', 'Understand', 'Distill']) {
      assert.ok(texts.some(({ text }) => text === title));
    }
  });

  it('has round times on its axis, and the day where one begins', () => {
    const play = Play.pair();
    play.do('ada', { type: 'endSession' }, start + 14 * hour);
    const labels = layoutOf(play, 'Asia/Kolkata').texts.map(({ text }) => text);
    assert.deepEqual(
      labels.filter((text) => /^\d/.test(text)),
      ['22:00', '25 Nov', '02:00', '04:00', '06:00', '08:00', '10:00'],
    );
  });

  it('has round times on either side of a change of the clocks', () => {
    const play = new Play();
    // In Zurich, 26 October 2025, 00:00; at 03:00 the clocks went back to 02:00.
    const midnight = 1_761_429_600_000;
    const starting = { type: 'startSession', sessionId: 's', hypothesis: 'Why?' } as const;
    play.do('ada', { ...starting, turns: asking, name: 'Ada' }, midnight);
    play.do('ada', { type: 'endSession' }, midnight + 8 * hour);
    const labels = layoutOf(play, 'Europe/Zurich').texts.map(({ text }) => text);
    assert.deepEqual(
      labels.filter((text) => /^\d/.test(text)),
      ['26 Oct', '01:00', '02:00', '03:00', '04:00', '05:00', '06:00', '07:00'],
    );
  });

  it('says how many more there were where there is no room for all', () => {
    const { marks, texts } = layoutOf(longSession());
    const shown = marks.filter(({ kind, title }) => kind === 'prediction-open' && title !== '');
    const more = texts.filter(({ text }) => /^\+\d+$/.test(text)).map(({ text }) => Number(text));
    assert.equal(shown.length + more.reduce((sum, count) => sum + count, 0), 60);
  });

  it('covers nothing that is read, in a long session and in a very short one', () => {
    checkReadable(labSession());
    checkReadable(longSession(), 'America/Argentina/ComodRivadavia');
    const short = Play.pair();
    short.do('ada', { type: 'askQuestion', id: 'q', text: 'Why?' }, start + 5 * second);
    short.do('ada', { type: 'endSession' }, start + 10 * second);
    checkReadable(short, 'America/Argentina/ComodRivadavia');
    checkReadable(Play.pair());
  });

  it('covers nothing that is read, whatever people do', () => {
    fc.assert(
      fc.property(people, steps, (names, acts) => {
        checkReadable(played(names, acts));
      }),
      { numRuns: 60 },
    );
  });

  it('says in words what it shows', () => {
    assert.match(
      svgOf(labSession()),
      /<desc id="desc">Who drove when, Ada Lovelace and Grace Hopper, from 16:00 to 17:15, with 3 predictions, [^<]+\.<\/desc>/,
    );
  });

  it('is the same for the same log, and nothing for a log in which no session started', () => {
    assert.equal(svgOf(labSession()), svgOf(labSession()));
    assert.equal(recapPicture([], 'UTC'), undefined);
  });

  it('loads nothing and runs nothing', () => {
    const svg = svgOf(longSession());
    assert.doesNotMatch(svg, /<script|\son\w+=|@import|https?:(?!\/\/www\.w3\.org\/2000\/svg")/);
    assert.deepEqual(
      [...svg.matchAll(/url\(([^)]*)\)/g)].map(([, to]) => to),
      ['#hatch', '#dots', '#hatch', '#dots'],
    );
  });
});
