import assert from 'node:assert/strict';
import { minute } from '../../../src/core/time.ts';
import {
  mostAsked,
  type PanelState,
  panelModel,
} from '../../../src/features/questions/panelModel.ts';
import { Play, start } from '../core/play.ts';

const card = {
  id: 'attention.sink',
  text: 'How much of this is on the first token?',
  why: 'Sinks.',
  phases: ['middle'],
  techniques: ['attention'],
  source: 'practice',
} as const;

const alone: PanelState = {
  card,
  checkTitle: undefined,
  place: undefined,
  session: undefined,
  me: undefined,
  now: start,
  nudge: undefined,
  connected: false,
  announcement: '',
  isGone: () => false,
};

const time = (at: number) => String(at - start);

describe('what the question panel shows', () => {
  it('is a card even without a session, and then nothing can be asked', () => {
    const model = panelModel(alone, time);
    assert.equal(model.card?.question, card.text);
    assert.equal(model.sessionRunning, false);
    assert.equal(model.canAsk, false);
  });

  it('is the newest of very many questions, and how many came before them', () => {
    const play = Play.pair();
    const ask = (id: string, at: number) =>
      play.do('grace', { type: 'askQuestion', id, text: 'Why?' }, start + at);
    for (let number = 1; number <= mostAsked; number++) {
      ask(`q${number}`, number);
    }
    const all = panelModel({ ...alone, session: play.now }, time);
    assert.deepEqual([all.asked.length, all.earlier], [mostAsked, undefined]);
    play.do('ada', { type: 'resolveQuestion', id: 'q1', outcome: 'parked' }, start);
    ask('newest', 1_000);
    ask('newest of all', 1_001);
    const { asked, earlier } = panelModel({ ...alone, session: play.now }, time);
    assert.deepEqual([asked[0]?.id, asked.at(-1)?.id], ['newest of all', 'q3']);
    assert.equal(asked.length, mostAsked);
    assert.deepEqual(earlier, { count: 2, open: 1 });
  });

  it('is what was asked, newest first, with who, when and where', () => {
    const play = Play.pair();
    const place = { path: 'src/heads.py', line: 42, text: 'x' };
    play.do('grace', { type: 'askQuestion', id: 'q1', text: 'First?', place }, start + 1);
    play.do('ada', { type: 'askQuestion', id: 'q2', text: 'Second?' }, start + 2);
    const model = panelModel({ ...alone, session: play.now, me: 'ada', connected: true }, time);
    assert.deepEqual(model.asked, [
      {
        id: 'q2',
        who: 'Ada',
        isMine: true,
        time: '2',
        text: 'Second?',
        outcome: 'open',
        answers: [],
        placeGone: false,
      },
      {
        id: 'q1',
        who: 'Grace',
        isMine: false,
        time: '1',
        text: 'First?',
        outcome: 'open',
        answers: [],
        place: 'heads.py:42',
        placeGone: false,
      },
    ]);
    assert.equal(model.canAsk, true);
  });

  it('is every answer, with who said it', () => {
    const play = Play.pair();
    play.do('grace', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
    const resolved = {
      type: 'resolveQuestion',
      id: 'q',
      outcome: 'answered',
      seen: 'open',
    } as const;
    play.do('ada', { ...resolved, answer: 'BOS.' }, start);
    play.do('grace', { ...resolved, answer: 'Padding.' }, start);
    const [question] = panelModel({ ...alone, session: play.now }, time).asked;
    assert.equal(question?.outcome, 'answered');
    assert.deepEqual(question?.answers, [
      { who: 'Ada', text: 'BOS.' },
      { who: 'Grace', text: 'Padding.' },
    ]);
  });

  it('is the phase that someone set, and what it would be by itself', () => {
    const play = Play.pair();
    const phase = () => panelModel({ ...alone, session: play.now }, time).phase;
    assert.deepEqual(phase(), { inferred: 'start' });
    play.do('ada', { type: 'setPhase', phase: 'writeup' }, start);
    assert.deepEqual(phase(), { inferred: 'start', set: 'writeup' });
    play.do('ada', { type: 'askQuestion', id: 'q', text: 'Why?' }, start);
    assert.deepEqual(phase(), { inferred: 'middle', set: 'writeup' });
    play.do('ada', { type: 'setPhase' }, start);
    assert.deepEqual(phase(), { inferred: 'middle' });
  });

  it('is the agenda item, until it is through', () => {
    const play = Play.pair();
    const item = (now: number) => panelModel({ ...alone, session: play.now, now }, time).agendaItem;
    assert.equal(item(start), undefined);
    const items = [
      { title: 'The question', length: 5 * minute, phase: 'start', hint: 'In a sentence.' },
      { title: 'Surprises', length: 20 * minute, phase: 'middle' },
    ] as const;
    play.do('ada', { type: 'setAgenda', title: 'Explore', items }, start);
    const first = {
      index: 0,
      position: '1 of 2',
      agenda: 'Explore',
      title: 'The question',
      hint: 'In a sentence.',
      end: String(5 * minute),
      isOver: false,
      next: 'Surprises',
    };
    assert.deepEqual(item(start + 5 * minute - 1), first);
    assert.deepEqual(item(start + 5 * minute), { ...first, isOver: true });
    play.do('ada', { type: 'moveAgenda', from: 0, to: 1 }, start + 7 * minute);
    assert.deepEqual(item(start + 7 * minute), {
      index: 1,
      position: '2 of 2',
      agenda: 'Explore',
      title: 'Surprises',
      end: String(27 * minute),
      isOver: false,
    });
    play.do('ada', { type: 'moveAgenda', from: 1, to: 2 }, start + 8 * minute);
    assert.equal(item(start + 8 * minute), undefined);
  });

  it('is the reminder, while there is one', () => {
    const nudge = 'Nothing asked for 6 minutes';
    assert.equal(panelModel({ ...alone, nudge }, time).nudge, nudge);
    assert.ok(!('nudge' in panelModel(alone, time)));
  });

  it('lets nobody ask while the connection is lost', () => {
    const model = panelModel({ ...alone, session: Play.pair().now }, time);
    assert.equal(model.sessionRunning, true);
    assert.equal(model.canAsk, false);
  });

  it('says of an unsettled question that its code is gone', () => {
    const play = Play.pair();
    const place = { path: 'heads.py', line: 42, text: 'x' };
    for (const id of ['open', 'parked', 'answered']) {
      play.do('grace', { type: 'askQuestion', id, text: 'Why?', place }, start);
    }
    play.do('ada', { type: 'resolveQuestion', id: 'parked', outcome: 'parked' }, start);
    play.do('ada', { type: 'resolveQuestion', id: 'answered', outcome: 'answered' }, start);
    play.do('grace', { type: 'askQuestion', id: 'nowhere', text: 'Why?' }, start);
    const { asked } = panelModel({ ...alone, session: play.now, isGone: () => true }, time);
    const gone = asked.filter(({ placeGone }) => placeGone).map(({ id }) => id);
    assert.deepEqual(gone, ['parked', 'open']);
  });
});
