import { hour, minute, second } from '../../../src/core/time.ts';
import { asking, Play, start } from './play.ts';

/** Names that are long, wide, written from right to left, and full of what XML and Markdown forbid. */
export const names = [
  `Ada <&"'> \u0007${'x'.repeat(500)}`,
  'Grace',
  '渡辺美智子さんの長い名前です',
  'עדה לאבלייס הרוזנת השנייה',
  'W'.repeat(40),
  'محمد',
  'Ünal Öztürk-Ağaoğlu',
  '👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬👩‍🔬',
  'iiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiiii',
  'Li',
];

/** Eight hours of ten people who take a turn every few minutes and ask two hundred questions. */
export function longSession(): Play {
  const play = new Play();
  const person = (index: number) => `p${index % names.length}`;
  for (const [index, name] of names.entries()) {
    const by = person(index);
    const starting = { type: 'startSession', sessionId: 's', hypothesis: 'Why?', name } as const;
    play.do(
      by,
      index === 0 ? { ...starting, turns: asking } : { type: 'join', name },
      start + index * second,
    );
  }
  for (let index = 0; index < 200; index++) {
    const at = start + minute + index * 2.3 * minute;
    play.do(person(index), { type: 'askQuestion', id: `q${index}`, text: `Why ${index}?` }, at);
    if (index % 3 > 0) {
      const outcome = index % 3 === 1 ? 'answered' : 'parked';
      play.do(person(index), { type: 'resolveQuestion', id: `q${index}`, outcome }, at + second);
    }
    if (index % 5 === 0) {
      play.do('p0', { type: 'swapRoles', turn: play.now.turn.number }, at + 2 * second);
    }
  }
  for (let index = 0; index < 60; index++) {
    const prediction = { id: `p${index}`, text: 'Up', credence: 50 };
    play.do('p1', { type: 'recordPrediction', ...prediction }, start + 8 * hour + index);
  }
  play.do('p0', { type: 'endSession' }, start + 8 * hour + minute);
  return play;
}
