import assert from 'node:assert/strict';
import { recap } from '../../../src/core/recap.ts';
import { minute, second } from '../../../src/core/time.ts';
import { Play, start } from './play.ts';

const place = { path: 'src/heads.py', line: 42, text: 'attention[0]' };

/** A session with one of everything; Grace drives for the last five minutes, after a pause of one. */
function played(): Play {
  const play = Play.pair();
  const id = 'q1';
  play.do('grace', { type: 'askQuestion', id, text: 'Which token is at index 0?', place }, start);
  play.do(
    'ada',
    { type: 'resolveQuestion', id, outcome: 'answered', answer: "BOS. We read it as 'The'." },
    start + minute,
  );
  play.do(
    'ada',
    {
      type: 'noteScaffold',
      scaffoldId: 'attention.patterns.transformers',
      title: 'Attention patterns',
      place,
    },
    start + 2 * minute,
  );
  play.do('ada', { type: 'pauseTurn' }, start + 3 * minute);
  play.do('ada', { type: 'resumeTurn' }, start + 4 * minute);
  play.do('ada', { type: 'swapRoles', turn: 2 }, start + 10 * minute);
  play.do('ada', { type: 'askQuestion', id: 'q2', text: 'Is it false?' }, start + 11 * minute);
  play.do('ada', { type: 'endSession' }, start + 15 * minute);
  return play;
}

describe('the recap', () => {
  it('tells the whole session to someone who was not there, from the log alone', () => {
    assert.equal(
      recap(played().entries, 'UTC'),
      `# Do induction heads form before layer 2?

Monday, 24 November 2025, 16:00 (UTC), ended after 15 minutes. Ada, Grace.

## Who drove when

- 16:00 to 16:10: Ada, 9 minutes at the keyboard
- 16:10 to 16:15: Grace, 5 minutes at the keyboard

## Stupid questions

- **Which token is at index 0?** Grace, 16:00, \`src/heads.py:42\`: answered.
  > BOS. We read it as 'The'.
- **Is it false?** Ada, 16:11: open.

## Scaffolds

- Attention patterns (\`attention.patterns.transformers\`), Ada, 16:02, \`src/heads.py:42\`

## Still to do

- [ ] Is it false? (open)
`,
    );
  });

  it('prints times in the zone that it is given', () => {
    assert.match(
      recap(played().entries, 'Asia/Tokyo') ?? '',
      /25 November 2025, 01:00 \(Asia\/Tokyo\)/,
    );
  });

  it('says that a session is still running, and leaves out what has not happened', () => {
    const text = recap(Play.pair().entries, 'UTC') ?? '';
    assert.match(text, /still running/);
    assert.doesNotMatch(text, /##/);
  });

  it('is nothing for a log in which no session started', () => {
    assert.equal(recap([], 'UTC'), undefined);
  });

  it('shows what people typed as they typed it, and lets none of it become Markdown', () => {
    const play = Play.pair();
    const text = '# <img src=x onerror=alert(1)> [link](http://x) `code`\n\n## Fake section';
    play.do('grace', { type: 'askQuestion', id: 'q', text }, start);
    const lines = (recap(play.entries, 'UTC') ?? '').split('\n');
    assert.deepEqual(
      lines.filter((line) => line.startsWith('## ')),
      ['## Stupid questions', '## Still to do'],
    );
    assert.ok(lines.some((line) => line.includes('\\<img src=x onerror=alert(1)\\>')));
    assert.ok(lines.some((line) => line.includes('\\[link\\](http://x) \\`code\\`')));
  });

  it('counts a driver who drives twice in a row once', () => {
    const play = Play.pair();
    play.do('ada', { type: 'extendTurn', by: 5 * minute }, start + 30 * second);
    play.do('ada', { type: 'endSession' }, start + minute);
    assert.match(
      recap(play.entries, 'UTC') ?? '',
      /- 16:00 to 16:01: Ada, 1 minute at the keyboard\n/,
    );
  });
});
