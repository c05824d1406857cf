import { type AgendaPlan, researchProcess } from './agendaPlan.ts';

export const distill: AgendaPlan = {
  title: 'Distill',
  fits: 'You believe it: compress it until others can check it.',
  source: researchProcess,
  items: [
    {
      title: 'One sentence a claim',
      minutes: 10,
      phase: 'writeup',
      hint: 'Write each claim as one sentence without "and", at most three of them, and record each as a finding.',
    },
    {
      title: 'The strongest evidence',
      minutes: 10,
      phase: 'writeup',
      hint: 'For each claim choose the one figure or number that you would show to somebody who doubts it.',
    },
    {
      title: 'Controls passed',
      minutes: 10,
      phase: 'believe',
      hint: 'Name for each claim the controls that it survived and the one that is missing, and insert that one now if it takes minutes.',
    },
    {
      title: 'What would change our mind',
      minutes: 5,
      phase: 'writeup',
      hint: 'Write for each claim the result that would make you withdraw it, specific enough for a stranger to go and look.',
    },
    {
      title: 'Dead ends',
      minutes: 5,
      phase: 'writeup',
      hint: 'Record what you tried in vain and what would make you try it again, so that nobody repeats it.',
    },
    {
      title: 'Tell it to an outsider',
      minutes: 10,
      phase: 'writeup',
      hint: 'One of you tells it in two minutes to the other, who plays somebody from another field and stops you at each word they could not know.',
    },
  ],
};
