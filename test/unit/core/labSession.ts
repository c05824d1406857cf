import { minute } from '../../../src/core/time.ts';
import { asking, Play, start } from './play.ts';

const heads = (line: number, text: string) => ({ path: 'heads.py', line, text });
const at = (minutes: number) => start + minutes * minute;

/**
 * Seventy-five minutes of two people on induction heads, with something of every kind: an agenda,
 * predictions that came true, failed and are open, questions with every outcome, findings, a dead end, a
 * pause, a wait for a run, a handoff, a break and a look back.
 */
export function labSession(): Play {
  const play = new Play();
  const hypothesis = 'Do induction heads form before layer 2?';
  play.do(
    'ada',
    { type: 'startSession', sessionId: 's', hypothesis, turns: asking, name: 'Ada Lovelace' },
    at(0),
  );
  play.do('grace', { type: 'join', name: 'Grace Hopper' }, at(1));
  play.do(
    'ada',
    {
      type: 'setAgenda',
      title: 'Explore, understand, distill',
      items: [
        { title: 'Explore', length: 25 * minute, phase: 'middle' },
        { title: 'Understand', length: 25 * minute, phase: 'believe' },
        { title: 'Distill', length: 10 * minute, phase: 'writeup' },
      ],
    },
    at(2),
  );
  explore(play);
  understand(play);
  distill(play);
  return play;
}

function explore(play: Play): void {
  const patterns = heads(12, 'patterns = attention[:, :, query, key]');
  play.do(
    'ada',
    {
      type: 'recordPrediction',
      id: 'p1',
      text: 'Two or three heads of layer 1 score above .7 on repeated text',
      credence: 80,
      place: heads(31, 'scores = induction_scores(patterns, tokens)'),
    },
    at(4),
  );
  play.do('grace', { type: 'askQuestion', id: 'q1', text: 'Which token is at index 0?' }, at(6));
  play.do(
    'ada',
    {
      type: 'noteScaffold',
      scaffoldId: 'attention.patterns.transformers',
      title: 'Attention patterns',
      place: patterns,
    },
    at(8),
  );
  play.do(
    'ada',
    {
      type: 'resolveQuestion',
      id: 'q1',
      outcome: 'answered',
      answer: "BOS. We had been reading it as 'The', so every score was off by one.",
    },
    at(9),
  );
  play.do('ada', { type: 'noteResult', kind: 'figure', text: 'figures/patterns.png' }, at(11));
  play.do('ada', { type: 'pauseTurn' }, at(12));
  play.do('grace', { type: 'resumeTurn' }, at(15));
  play.do(
    'grace',
    { type: 'askQuestion', id: 'q2', text: 'What would we see if it were false?', place: patterns },
    at(17),
  );
  play.do(
    'grace',
    {
      type: 'resolveQuestion',
      id: 'q2',
      outcome: 'answered',
      answer: 'Heads of layer 0 with the same stripe on repeated text.',
    },
    at(19),
  );
  play.do('ada', { type: 'swapRoles', turn: 2 }, at(21));
  play.do(
    'grace',
    {
      type: 'recordFinding',
      id: 'f1',
      text: 'Heads 1.5 and 1.6 attend to the token after the last occurrence; none of layer 0 does',
      credence: 90,
      figure: 'figures/induction scores.png',
      place: heads(31, 'scores = induction_scores(patterns, tokens)'),
    },
    at(24),
  );
  play.do('ada', { type: 'settlePrediction', id: 'p1', outcome: 'cameTrue' }, at(25));
  play.do('ada', { type: 'moveAgenda', from: 0, to: 1 }, at(28));
}

function understand(play: Play): void {
  play.do(
    'ada',
    {
      type: 'askQuestion',
      id: 'q3',
      text: 'Would a randomly initialised model give the same picture?',
      deckId: 'attention.random-model',
      place: heads(40, 'plot(scores)'),
    },
    at(30),
  );
  play.do(
    'grace',
    {
      type: 'noteScaffold',
      scaffoldId: 'attention.random-model.transformers',
      title: 'Attention of a random model',
      place: heads(52, 'fresh = type(model)(model.config)'),
    },
    at(33),
  );
  play.do('grace', { type: 'holdTurn', what: 'python random_model.py', run: 'r1' }, at(33));
  play.do('grace', { type: 'noteResult', kind: 'score', text: '1.2: 0.41' }, at(36));
  play.do('grace', { type: 'endHold', run: 'r1' }, at(36));
  play.do(
    'grace',
    {
      type: 'resolveQuestion',
      id: 'q3',
      outcome: 'breakthrough',
      answer: 'Head 1.2 keeps its stripe with random weights: it is the position, not the token.',
    },
    at(38),
  );
  play.do(
    'ada',
    {
      type: 'resolveQuestion',
      id: 'q3',
      outcome: 'breakthrough',
      answer: 'So only two of our three heads do induction.',
    },
    at(39),
  );
  play.do(
    'ada',
    {
      type: 'recordPrediction',
      id: 'p2',
      text: 'Ablating 1.5 alone doubles the loss on the second half',
      credence: 60,
    },
    at(41),
  );
  play.do(
    'grace',
    {
      type: 'handOff',
      turn: 3,
      text: 'I was about to ablate 1.5 alone.',
      place: heads(58, 'loss = model.loss(tokens)'),
    },
    at(43),
  );
  play.do(
    'ada',
    {
      type: 'settlePrediction',
      id: 'p2',
      outcome: 'failed',
      note: 'Up by 4 % only; 1.6 takes over.',
    },
    at(47),
  );
  play.do(
    'ada',
    {
      type: 'recordDeadEnd',
      id: 'd1',
      tried: 'Ablating heads one at a time',
      expected: 'One head carries the copying.',
      got: 'No single head changes the loss by more than 4 %.',
      whyStopped: 'The heads back each other up.',
      revisitIf: 'We freeze the attention of the others.',
    },
    at(49),
  );
  play.do(
    'grace',
    { type: 'askQuestion', id: 'q4', text: 'Is it the same with rare tokens?' },
    at(52),
  );
  play.do('grace', { type: 'resolveQuestion', id: 'q4', outcome: 'parked' }, at(53));
  play.do('ada', { type: 'moveAgenda', from: 1, to: 2 }, at(56));
}

function distill(play: Play): void {
  play.do(
    'ada',
    {
      type: 'recordFinding',
      id: 'f2',
      text: 'Without 1.5 and 1.6 together the loss on the second half is that of the first',
      credence: 75,
      figure: 'figures/ablation.png',
    },
    at(58),
  );
  play.do('ada', { type: 'expireTurn', turn: 4 }, at(58));
  play.do('grace', { type: 'takeBreak', turn: 4 }, at(61));
  play.do('grace', { type: 'resumeTurn' }, at(66));
  play.do(
    'ada',
    { type: 'askQuestion', id: 'q5', text: 'Does 0.3 feed them the previous token?' },
    at(67),
  );
  play.do(
    'grace',
    {
      type: 'recordPrediction',
      id: 'p3',
      text: 'Patching out 0.3 takes the stripe away from both',
      credence: 70,
    },
    at(69),
  );
  play.do(
    'grace',
    { type: 'askQuestion', id: 'q6', text: 'Are 50 sequences enough for the error bars?' },
    at(70),
  );
  play.do(
    'ada',
    { type: 'resolveQuestion', id: 'q6', outcome: 'answered', answer: 'Yes: ± .02 over 5 seeds.' },
    at(71),
  );
  play.do('ada', { type: 'answerRetro', prompt: 'surprise', text: 'A positional head.' }, at(73));
  play.do(
    'grace',
    { type: 'answerRetro', prompt: 'pairing', text: 'Swap earlier: the second turn was long.' },
    at(73),
  );
  play.do(
    'grace',
    { type: 'answerRetro', prompt: 'next', text: 'Path patching from 0.3 to 1.5 and 1.6.' },
    at(74),
  );
  play.do('ada', { type: 'endSession' }, at(75));
}
