import type { AgendaPlan } from './agendaPlan.ts';

export const readPaper: AgendaPlan = {
  title: 'Reading a paper together',
  fits: 'You both have the paper open: read it as someone who will build on it.',
  source: {
    title: 'How to Read a Paper',
    authors: 'Keshav',
    year: 2007,
    link: 'https://doi.org/10.1145/1273445.1273458',
  },
  items: [
    {
      title: 'The claim',
      minutes: 10,
      phase: 'start',
      hint: 'Read title, abstract, introduction and conclusions, and write the claim in one sentence of your own, without their words for it.',
    },
    {
      title: 'The method as code',
      minutes: 15,
      phase: 'middle',
      hint: 'Write the method as the ten lines of code that you would run, and mark each line that the paper leaves you to guess.',
    },
    {
      title: 'The figure that carries it',
      minutes: 10,
      phase: 'believe',
      hint: 'Pick the one figure without which the paper falls, say what is on each axis and how many examples stand behind it.',
    },
    {
      title: 'What would falsify it',
      minutes: 5,
      phase: 'believe',
      hint: 'Say which result would prove the claim false, and whether the experiments could have shown it.',
    },
    {
      title: 'The missing control',
      minutes: 10,
      phase: 'believe',
      hint: 'Name the control that you would ask for as a reviewer, and record what you expect it to give.',
    },
    {
      title: 'What to reproduce first',
      minutes: 10,
      phase: 'writeup',
      hint: 'Choose the smallest result that you can check on a small model within a day, and who of you starts.',
    },
  ],
};
