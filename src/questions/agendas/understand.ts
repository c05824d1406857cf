import { type AgendaPlan, researchProcess } from './agendaPlan.ts';

export const understand: AgendaPlan = {
  title: 'Understand',
  fits: 'You have a hypothesis: find out whether it is true.',
  source: researchProcess,
  items: [
    {
      title: 'The claim',
      minutes: 5,
      phase: 'start',
      hint: 'Write the claim in one sentence that could be false, and say what would count against it.',
    },
    {
      title: 'Credence before',
      minutes: 5,
      phase: 'start',
      hint: 'Each of you says how sure you are, in per cent, before hearing the other; record it as a prediction.',
    },
    {
      title: 'Alternatives',
      minutes: 10,
      phase: 'start',
      hint: 'List three other explanations that would look the same: a boring one, a bug, and one that neither of you had thought of.',
    },
    {
      title: 'The deciding experiment',
      minutes: 10,
      phase: 'middle',
      hint: 'Find the run that tells the claim and its strongest alternative apart, and record what each of you expects to see.',
    },
    {
      title: 'Run it',
      minutes: 20,
      phase: 'middle',
      hint: 'Run that experiment and its control, nothing else, and settle the prediction with what came.',
    },
    {
      title: 'Red team',
      minutes: 10,
      phase: 'believe',
      hint: 'The navigator argues that the result is wrong, with stupid questions, and the driver may answer with code alone.',
    },
    {
      title: 'Credence after',
      minutes: 5,
      phase: 'believe',
      hint: 'Say again how sure you are, and which piece of evidence moved you; record it as a finding.',
    },
  ],
};
