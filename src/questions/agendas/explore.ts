import { type AgendaPlan, researchProcess } from './agendaPlan.ts';

export const explore: AgendaPlan = {
  title: 'Explore',
  fits: 'You have a question and no hypothesis yet: gain information.',
  source: researchProcess,
  items: [
    {
      title: 'The question',
      minutes: 5,
      phase: 'start',
      hint: 'Say in one sentence what you want to know, and what you would do differently for each answer.',
    },
    {
      title: 'Twenty raw examples',
      minutes: 15,
      phase: 'start',
      hint: 'Read 20 inputs with the outputs of the model, drawn at random and not picked, before you compute a single average.',
    },
    {
      title: 'Surprises',
      minutes: 10,
      phase: 'middle',
      hint: 'Each of you writes down what you did not expect, by yourself, and then you compare.',
    },
    {
      title: 'The cheapest look',
      minutes: 20,
      phase: 'middle',
      hint: 'Take one surprise and the fastest plot or scaffold that could explain it; whatever is not on screen when the time is up is dropped.',
    },
    {
      title: 'Pivot check',
      minutes: 5,
      phase: 'stuck',
      hint: 'Would you start on this question today, knowing what you know now? Go on, narrow it, or drop it, and record why.',
    },
  ],
};
