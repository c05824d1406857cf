import type { AgendaPlan } from './agendaPlan.ts';

export const firstWithMentor: AgendaPlan = {
  title: 'First session with a mentor',
  fits: 'One of you has done this for longer: find out where they can help most.',
  source: 'practice',
  items: [
    {
      title: 'What you want out of this',
      minutes: 10,
      phase: 'start',
      hint: 'The mentee says what they want to have learnt or finished in three months, and the mentor what they can give to that.',
    },
    {
      title: 'One result, raw',
      minutes: 15,
      phase: 'believe',
      hint: 'Show one result as it came, code, plot and ten of its examples, without slides; the mentor asks before they explain.',
    },
    {
      title: 'Where you are stuck',
      minutes: 15,
      phase: 'stuck',
      hint: 'Say what you tried, what you expected and what came; the mentor thinks aloud about what they would try next, and why.',
    },
    {
      title: 'What to read',
      minutes: 5,
      phase: 'middle',
      hint: 'The mentor names two papers at most and, for each, the question to read it with.',
    },
    {
      title: 'Next step, and when we meet',
      minutes: 5,
      phase: 'writeup',
      hint: 'The mentee writes down the next step so small that it is done by the next meeting, and the date of that meeting.',
    },
  ],
};
