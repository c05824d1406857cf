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
  phase: { inferred: 'believe' },
  asked: [
    {
      id: 'q3',
      who: 'Grace',
      isMine: false,
      time: '14:09',
      text: 'What would we see if the hypothesis is false?',
      outcome: 'open',
      answers: [],
      place: 'heads.py:12',
      placeGone: false,
    },
    {
      id: 'q2',
      who: 'Ada',
      isMine: true,
      time: '14:05',
      text: 'Are padding tokens in this picture?',
      outcome: 'parked',
      answers: [],
      placeGone: false,
    },
    {
      id: 'q1',
      who: 'Grace',
      isMine: false,
      time: '14:02',
      text: 'Which token is at that index, once we count BOS, padding and the leading space?',
      outcome: 'breakthrough',
      answers: [{ who: 'Ada', text: "BOS. We had been reading it as 'The'." }],
      place: 'heads.py:31',
      placeGone: false,
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

/** A session with an agenda, whose pair has asked nothing for a while. */
export const onAgenda: QuestionPanelModel = {
  ...underWay,
  nudge: 'Nothing asked for 6 minutes',
  agendaItem: {
    index: 1,
    position: '2 of 5',
    agenda: 'Explore',
    title: 'Twenty raw examples',
    hint: 'Read inputs and outputs before any number, and say what surprises you.',
    end: '14:25',
    isOver: false,
    next: 'Pivot check',
  },
};

/** Many questions, as after a long day: one in ten open. */
export function manyAsked(count: number): QuestionPanelModel {
  const outcomes = ['answered', 'parked', 'breakthrough'] as const;
  return {
    ...underWay,
    asked: Array.from({ length: count }, (_, index) => ({
      id: `many-${index}`,
      who: index % 2 === 0 ? 'Grace' : 'Ada',
      isMine: index % 2 !== 0,
      time: '14:09',
      text: `Does head ${index} still attend to the first token on random tokens?`,
      outcome: index % 10 === 0 ? ('open' as const) : (outcomes[index % 3] ?? 'answered'),
      answers: index % 10 === 0 ? [] : [{ who: 'Ada', text: 'Yes, and so does a random model.' }],
      place: `heads.py:${index + 1}`,
      placeGone: index % 7 === 1,
    })),
  };
}
