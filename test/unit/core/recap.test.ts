import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { recap } from '../../../src/core/recap/recap.ts';
import type { RecapOptions } from '../../../src/core/recap/recapOptions.ts';
import { hour, minute, second } from '../../../src/core/time.ts';
import { labSession } from './labSession.ts';
import { asking, Play, start, startSession } from './play.ts';

const place = { path: 'src/heads.py', line: 42, text: 'attention[0]' };

function textOf(play: Play, options: Partial<RecapOptions> = {}): string {
  return recap(play.entries, { timeZone: 'UTC', ...options }) ?? '';
}

/** The lines of a section, its heading left out. */
function section(text: string, heading: string): readonly string[] {
  const lines = text.split('\n');
  const from = lines.indexOf(`## ${heading}`);
  assert.notEqual(from, -1, `there is no section ${heading}`);
  const length = lines.slice(from + 1).findIndex((line) => line.startsWith('## '));
  return lines
    .slice(from + 1, length === -1 ? undefined : from + 1 + length)
    .filter((line) => line !== '');
}

const headings = (text: string) => text.split('\n').filter((line) => line.startsWith('## '));

describe('the recap', () => {
  it('reads as a record to someone who was not there', () => {
    const text = textOf(labSession(), {
      picture: 'session.svg',
      tellsShares: true,
      figureLink: (figure) => `../../${figure.replaceAll(' ', '%20')}`,
      papers: [
        {
          title: 'Attention is not Explanation',
          authors: 'Jain and Wallace',
          year: 2019,
          link: 'https://arxiv.org/abs/1902.10186',
        },
      ],
    });
    assert.equal(text, readFileSync(new URL('labSession.recap.md', import.meta.url), 'utf8'));
  });

  it('has the trailers of commits for all whose addresses are known', () => {
    const play = Play.pair();
    assert.ok(!textOf(play).includes('Co-author'));
    play.do('grace', { type: 'shareEmail', email: 'grace@example.org' }, start);
    play.do('ada', { type: 'shareEmail', email: 'ada@example.org' }, start);
    play.do('joan', { type: 'join', name: 'Joan' }, start);
    play.do('grace', { type: 'leave' }, start + minute);
    assert.deepEqual(section(textOf(play), 'Co-authors'), [
      '```text',
      'Co-authored-by: Ada <ada@example.org>',
      'Co-authored-by: Grace <grace@example.org>',
      '```',
    ]);
  });

  it('has no trailers of someone who was alone', () => {
    const play = new Play();
    play.do('ada', startSession(), start);
    play.do('ada', { type: 'shareEmail', email: 'ada@example.org' }, start);
    assert.ok(!textOf(play).includes('Co-author'));
  });

  it('prints times in the zone that it is given', () => {
    assert.match(
      textOf(Play.pair(), { timeZone: 'Asia/Tokyo' }),
      /^\*\*When:\*\* Tuesday, 25 November 2025, 01:00 \(Asia\/Tokyo\)/m,
    );
  });

  it('prints the day with times of another day than that of the start', () => {
    const play = Play.pair();
    play.do('ada', { type: 'pauseTurn' }, start + minute);
    play.do('ada', { type: 'resumeTurn' }, start + 16 * hour);
    play.do('ada', { type: 'endSession' }, start + 16 * hour + 5 * minute);
    const text = textOf(play);
    assert.match(text, /2025, 16:00 to 25 Nov, 08:05 \(UTC\), 16 hours 5 minutes/);
    assert.match(text, /^- 16:00 to 25 Nov, 08:05: Ada, 6 minutes at the keyboard$/m);
  });

  it('is a short note of a session in which nothing happened', () => {
    const play = Play.pair();
    play.do('ada', { type: 'endSession' }, start);
    assert.equal(
      textOf(play),
      `# Do induction heads form before layer 2?

**When:** Monday, 24 November 2025, 16:00 to 16:00 (UTC), 0 seconds\\
**Who:** Ada (started it), Grace

**Nothing was put on the record.**
`,
    );
  });

  it('says that a session is still running', () => {
    const text = textOf(Play.pair(), { isRunning: true });
    assert.match(text, /, still running after 0 seconds\\$/m);
    assert.match(text, /^\*\*Nothing is on the record yet\.\*\*$/m);
  });

  it('says that a session never came to its end', () => {
    assert.match(textOf(Play.pair()), /, never ended, 0 seconds up to the last entry\\$/m);
  });

  it('is nothing for a log in which no session started', () => {
    assert.equal(recap([], { timeZone: 'UTC' }), undefined);
  });

  it('counts one of each in the singular', () => {
    const play = Play.pair();
    play.do('ada', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
    play.do('ada', { type: 'resolveQuestion', id: 'q', outcome: 'breakthrough' }, start);
    play.do('ada', { type: 'recordFinding', id: 'f', text: 'So.' }, start);
    play.do('ada', { type: 'recordDeadEnd', id: 'd', tried: 'Ablation' }, start);
    play.do('ada', { type: 'recordPrediction', id: 'p', text: 'Up', credence: 50 }, start);
    play.do('ada', { type: 'endSession' }, start + second);
    const text = textOf(play, { tellsShares: true });
    assert.match(
      text,
      /^\*\*1 finding · 0 of 1 prediction came true, 1 still open · 1 question asked, 1 breakthrough · 1 dead end\*\*$/m,
    );
    assert.match(text, /^- Ada: 1 second at the keyboard in 1 turn; 1 question asked$/m);
  });

  it('tells what came of each prediction', () => {
    const play = Play.pair();
    for (const outcome of ['cameTrue', 'failed', 'unclear', 'open'] as const) {
      const [id, text] = [outcome, `It is ${outcome}`];
      play.do('ada', { type: 'recordPrediction', id, text, credence: 5, place }, start);
      if (outcome !== 'open') {
        play.do('grace', { type: 'settlePrediction', id, outcome, note: ' ' }, start);
      }
    }
    const meta = '  Ada, 5\u00a0% sure, 16:00, at `src/heads.py:42`: `attention[0]`';
    assert.deepEqual(section(textOf(play), 'What we predicted'), [
      ...['- **Came true:** It is cameTrue\\', meta],
      ...['- **Did not come true:** It is failed\\', meta],
      ...['- **Unclear:** It is unclear\\', meta],
      ...['- **Open:** It is open\\', meta],
    ]);
  });

  it('tells only what was said of a dead end', () => {
    const play = Play.pair();
    const said = { got: 'Nothing', expected: '  ' };
    play.do('ada', { type: 'recordDeadEnd', id: 'd', tried: 'Ablation', ...said }, start);
    assert.deepEqual(section(textOf(play), 'Dead ends'), [
      ...['- **Ablation**\\', '  Ada, 16:00', '  - Got: Nothing'],
    ]);
  });

  it('names a figure that it can not link to, and links to one that is no picture', () => {
    const play = Play.pair();
    play.do('ada', { type: 'recordFinding', id: 'a', text: 'A', figure: 'a.png' }, start);
    play.do('ada', { type: 'recordFinding', id: 'b', text: 'B', figure: 'b.pdf' }, start);
    const figureLink = (figure: string) => (figure === 'b.pdf' ? '../b.pdf' : undefined);
    const found = section(textOf(play, { figureLink }), 'What we found');
    assert.deepEqual(
      found.filter((line) => line.includes('Figure')),
      ['  Figure: `a.png`', '  Figure: [b.pdf](../b.pdf)'],
    );
  });

  it('says which part of an agenda was not reached', () => {
    const play = Play.pair();
    const item = { length: 10 * minute, phase: 'middle' } as const;
    const items = [
      { ...item, title: 'First' },
      { ...item, title: 'Second' },
    ];
    play.do('ada', { type: 'setAgenda', title: 'Two things', items }, start);
    play.do('ada', { type: 'endSession' }, start + minute);
    assert.deepEqual(section(textOf(play), 'Agenda: Two things'), [
      '- First: 10 minutes planned, 1 minute taken',
      '- Second: 10 minutes planned, not reached',
    ]);
  });

  it('lists each paper once, and lets none of a deck become Markdown', () => {
    const paper = { title: 'A *b*', authors: 'C & D', year: 2020, link: 'https://e.org/a> <b' };
    assert.deepEqual(section(textOf(Play.pair(), { papers: [paper, paper] }), 'Papers'), [
      '- C \\& D (2020), [A \\*b\\*](<https://e.org/a%3E%20%3Cb>)',
    ]);
  });

  it('shows what people typed as they typed it, and lets none of it become Markdown', () => {
    const play = Play.pair();
    const text = '# <img src=x onerror=alert(1)> [link](http://x) `code`\n\n## Fake section';
    play.do('grace', { type: 'askQuestion', id: 'q', text }, start);
    play.do('ada', { type: 'resolveQuestion', id: 'q', outcome: 'parked', answer: text }, start);
    play.do('ada', { type: 'recordFinding', id: 'f', text }, start);
    play.do('ada', { type: 'recordDeadEnd', id: 'd', tried: text, got: text }, start);
    play.do('ada', { type: 'recordPrediction', id: 'p', text, credence: 5 }, start);
    play.do('ada', { type: 'answerRetro', prompt: 'next', text }, start);
    const written = textOf(play);
    assert.deepEqual(headings(written), [
      '## What we found',
      '## What we predicted',
      '## What we asked and what came of it',
      '## Dead ends',
      '## Next steps',
    ]);
    const typed =
      '\\<img src=x onerror=alert(1)\\> \\[link\\](http://x) \\`code\\` ## Fake section';
    // The question twice with its next step, its answer, and once or twice each of the others.
    assert.equal(written.split(typed).length - 1, 9);
    assert.doesNotMatch(written, /[^\\]<|[^\\]\]\(http/);
  });

  it('tells of a driver who drives twice in a row once', () => {
    const play = Play.pair();
    play.do('ada', { type: 'restartTurn', turn: 2 }, start + 30 * second);
    play.do('ada', { type: 'endSession' }, start + minute);
    assert.deepEqual(section(textOf(play), 'Who drove when'), [
      '- 16:00 to 16:01: Ada, 1 minute at the keyboard',
    ]);
  });

  it('tells when a run was waited for, and when there was a break', () => {
    const play = Play.pair();
    play.do('ada', { type: 'holdTurn', run: 'r' }, start + 5 * minute);
    play.do('ada', { type: 'endHold', run: 'r' }, start + 8 * minute);
    play.do('grace', { type: 'takeBreak', turn: 2 }, start + 15 * minute);
    play.do('grace', { type: 'swapRoles', turn: 2, to: 'ada' }, start + 20 * minute);
    play.do('ada', { type: 'endSession' }, start + 21 * minute);
    assert.deepEqual(section(textOf(play), 'Who drove when'), [
      '- 16:00 to 16:15: Ada, 12 minutes at the keyboard, 3 minutes waiting for a run',
      '- Break, 16:15 to 16:20',
      '- 16:20 to 16:21: Ada, 1 minute at the keyboard',
    ]);
  });

  it('tells how long each drove and how much they asked only to whoever wants to know', () => {
    const text = textOf(labSession());
    assert.ok(!headings(text).includes('## Shares'));
    assert.doesNotMatch(text, /in 2 turns/);
    assert.deepEqual(
      headings(textOf(labSession(), { tellsShares: true })).filter(
        (heading) => !headings(text).includes(heading),
      ),
      ['## Shares'],
    );
  });

  it('tells the shares of whoever never drove, and those of a session alone', () => {
    const play = Play.pair();
    play.do('grace', { type: 'askQuestion', id: 'q', text: 'Why?' }, start + minute);
    assert.deepEqual(section(textOf(play, { tellsShares: true }), 'Shares'), [
      'Since 16:00, when Grace joined:',
      '- Ada: 1 minute at the keyboard in 1 turn; 0 questions asked',
      '- Grace: not at the keyboard; 1 question asked',
    ]);
    const alone = new Play();
    alone.do('ada', startSession(), start);
    alone.do('ada', { type: 'endSession' }, start + 20 * minute);
    assert.deepEqual(section(textOf(alone, { tellsShares: true }), 'Shares'), [
      '- Ada: 20 minutes at the keyboard in 1 turn, 5 minutes of it past the end of a turn; 0 questions asked',
    ]);
  });

  it('keeps its words for turns as short and as long as there can be', () => {
    for (const [length, took] of [
      [6 * second, '6 seconds'],
      [30 * second, '30 seconds'],
      [240 * minute, '4 hours'],
    ] as const) {
      const play = Play.pair({ ...asking, length });
      play.do('ada', { type: 'swapRoles', turn: 2 }, start + length);
      play.do('ada', { type: 'endSession' }, start + length);
      assert.match(textOf(play), new RegExp(`: Ada, ${took} at the keyboard$`, 'm'));
    }
  });
});
