import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';

/** A session under way, with something of everything. */
export const underWay: QuestionPanelModel = {
  card: {
    id: 'attention.random-model',
    question: 'Would a random model attend like this too?',
    techniques: ['attention'],
    place: 'heads.py:42',
    why: 'Position and tokenisation alone give patterns. Only what goes beyond them was learned.',
    source: {
      title: 'Attention is not Explanation',
      authors: 'Jain and Wallace',
      year: 2019,
      link: 'https://arxiv.org/abs/1902.10186',
    },
    check: 'Attention of a random model',
  },
  phase: 'believe',
  asked: [
    {
      id: 'q3',
      who: 'Grace',
      time: '14:09',
      text: 'What would we see if the hypothesis is false?',
      outcome: 'open',
      answers: [],
      place: 'heads.py:12',
    },
    {
      id: 'q2',
      who: 'Ada',
      time: '14:05',
      text: 'Are padding tokens in this picture?',
      outcome: 'parked',
      answers: [],
    },
    {
      id: 'q1',
      who: 'Grace',
      time: '14:02',
      text: 'Which token is at that index, once we count BOS, padding and the leading space?',
      outcome: 'breakthrough',
      answers: [{ who: 'Ada', text: "BOS. We had been reading it as 'The'." }],
      place: 'heads.py:31',
    },
  ],
  sessionRunning: true,
  canAsk: true,
  announcement: '',
};

/** The panel by itself: a card, and no session to ask it in. */
export const alone: QuestionPanelModel = {
  ...underWay,
  asked: [],
  sessionRunning: false,
  canAsk: false,
};
