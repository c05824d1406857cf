import assert from 'node:assert/strict';
import type { SessionCommand } from '../../../src/core/command.ts';
import { shares } from '../../../src/core/shares.ts';
import { minute } from '../../../src/core/time.ts';
import { mostRecorded } from '../../../src/features/session/recordRows.ts';
import type { SessionNode } from '../../../src/features/session/sessionTree.ts';
import { sessionTree, sharedTree } from '../../../src/features/session/sessionTree.ts';
import { explore, Play, start } from '../core/play.ts';

/** The rows as they are read on screen. */
function rows(nodes: readonly SessionNode[], indent = ''): string[] {
  return nodes.flatMap(({ label, description, children }) => [
    `${indent}${label}${description === undefined ? '' : ` · ${description}`}`,
    ...rows(children ?? [], `${indent}  `),
  ]);
}

/** The row with a label. */
function find(play: Play, label: string): SessionNode {
  const all = (nodes: readonly SessionNode[]): SessionNode[] =>
    nodes.flatMap((node) => [node, ...all(node.children ?? [])]);
  const found = all(sessionTree(play.now, 'ada', minutesIn)).find((node) => node.label === label);
  assert.ok(found, label);
  return found;
}

const place = { path: 'heads.py', line: 4, text: 'scores = heads.max()' };

/** One of everything that a pair puts on the record by hand. */
function fullRecord(): Play {
  const play = Play.pair();
  const prediction = { type: 'recordPrediction', id: 'p', text: 'Heads score above .7' } as const;
  play.do('ada', { ...prediction, credence: 80, place }, start + minute);
  const deadEnd: SessionCommand = {
    type: 'recordDeadEnd',
    id: 'd',
    tried: 'Ablating heads one at a time',
    expected: 'the loss rises',
    got: 'nothing',
    whyStopped: 'too many pairs',
    revisitIf: 'if path patching names a few',
  };
  play.do('ada', deadEnd, start + 2 * minute);
  const finding = { type: 'recordFinding', id: 'f1', text: 'Head 1.4 copies' } as const;
  play.do('grace', { ...finding, credence: 95 }, start + 3 * minute);
  play.do('ada', { type: 'recordFinding', id: 'f2', text: 'It is all BOS' }, start + 4 * minute);
  const answer = { type: 'answerRetro', prompt: 'surprise', text: 'The random model' } as const;
  play.do('grace', answer, start + 5 * minute);
  return play;
}

const minutesIn = (at: number) => `+${(at - start) / minute}`;

describe('the session tree', () => {
  it('shows the people with their roles, and that nothing has happened yet', () => {
    assert.deepEqual(rows(sessionTree(Play.pair().now, 'ada', minutesIn)), [
      'Do induction heads form before layer 2? · starting out',
      '  People',
      '    Ada (you) · driver, until +15',
      '    Grace · navigator, drives next',
      '  Choose an agenda',
      '  Record · nothing yet',
    ]);
  });

  it('shows who is offline, and the record in the order in which it came about', () => {
    const play = Play.pair();
    const scaffold = { type: 'noteScaffold', scaffoldId: 'a.b.c', title: 'Linear probe' } as const;
    play.do('ada', scaffold, start + minute);
    play.do('grace', { type: 'askQuestion', id: 'q', text: 'Really?' }, start + 2 * minute);
    play.do('grace', { type: 'disconnect' }, start + 3 * minute);
    assert.deepEqual(rows(sessionTree(play.now, 'ada', minutesIn)).slice(1), [
      '  People',
      '    Ada (you) · driver, until +15',
      '    Grace · offline since +3',
      '  Choose an agenda',
      '  Record',
      '    Linear probe · Ada, +1',
      '    Really? · open, Grace',
    ]);
  });

  it('shows what the turn has come to', () => {
    const shown = (...commands: readonly SessionCommand[]) => {
      const play = Play.pair();
      for (const command of commands) {
        play.do('ada', command, start + minute);
      }
      return rows(sessionTree(play.now, 'grace', minutesIn)).slice(2, 6);
    };
    assert.equal(shown({ type: 'pauseTurn' })[0], '    Ada · driver, paused');
    assert.equal(shown({ type: 'holdTurn' })[0], '    Ada · driver, waiting for a run');
    assert.equal(
      shown({ type: 'holdTurn', what: 'train.py' })[0],
      '    Ada · driver, waiting for train.py',
    );
    assert.equal(shown({ type: 'disconnect' })[0], '    Ada · driver, offline since +1');
    assert.deepEqual(shown({ type: 'takeBreak', turn: 2 }), [
      '    Ada · on a break',
      '    Grace (you) · on a break, drives next',
      '  Break · until +6',
      '  Choose an agenda',
    ]);
  });

  it('shows what is planned, and how to change it', () => {
    const play = Play.pair();
    play.do('ada', { type: 'planBreak', planned: true }, start);
    play.do('ada', { type: 'planEnd', at: start + 60 * minute }, start);
    const shown = rows(sessionTree(play.now, 'ada', minutesIn));
    assert.deepEqual(shown.slice(4, 6), ['  Break · after this turn', '  Ends · at +60']);
    assert.equal(find(play, 'Break').click?.command, 'takeBreak');
    assert.equal(find(play, 'Ends').click?.command, 'planEnd');
    play.do('ada', { type: 'takeBreak', turn: 2 }, start);
    assert.equal(find(play, 'Break').kind, 'break');
  });

  it('tells namesakes apart', () => {
    const play = Play.pair();
    play.do('other', { type: 'join', name: 'Grace' }, start);
    assert.deepEqual(rows(sessionTree(play.now, 'other', minutesIn)).slice(2, 5), [
      '    Ada · driver, until +15',
      '    Grace · navigator, drives next',
      '    Grace (2) (you) · observer',
    ]);
    const all = shares(play.now, play.entries, start + minute);
    assert.deepEqual(rows(sessionTree(play.now, 'other', minutesIn, all)).slice(6, 9), [
      '    Ada · 1 min, 0 questions',
      '    Grace · 0 min, 0 questions',
      '    Grace (2) (you) · 0 min, 0 questions',
    ]);
  });

  it('shows the shares of each person to whoever wants to see them, folded', () => {
    const play = Play.pair();
    play.do('grace', { type: 'askQuestion', id: 'q1', text: 'Why?' }, start + minute);
    play.do('grace', { type: 'askQuestion', id: 'q2', text: 'How?' }, start + 2 * minute);
    play.do('ada', { type: 'swapRoles', turn: 2 }, start + 12 * minute);
    const all = shares(play.now, play.entries, start + 150 * minute);
    const shown = sessionTree(play.now, 'ada', minutesIn, all);
    assert.deepEqual(rows(shown).slice(4, 7), [
      '  Shares · at the keyboard, and asked',
      '    Ada (you) · 12 min, 0 questions',
      '    Grace · 138 min, 2 questions',
    ]);
    const row = shown[0]?.children?.find(({ label }) => label === 'Shares');
    assert.ok(row?.isFolded && row.grows);
    assert.deepEqual(
      row.children?.map(({ spoken }) => spoken),
      [
        'Ada, 12 minutes at the keyboard, 0 questions asked',
        'Grace, 2 hours 18 minutes at the keyboard, 2 questions asked',
      ],
    );
  });

  it('shows the newest of a very long record, and the way to what came before', () => {
    const play = Play.pair();
    for (let number = 1; number <= mostRecorded + 2; number++) {
      const ask = { type: 'askQuestion', id: `q${number}`, text: `Why ${number}?` } as const;
      play.do('grace', ask, start + number);
    }
    const record = sessionTree(play.now, 'ada', minutesIn)[0]?.children?.at(-1)?.children ?? [];
    assert.equal(record.length, mostRecorded + 1);
    assert.deepEqual(
      [record[0], record[1], record.at(-1)].map((row) => row?.label),
      ['2 earlier', 'Why 3?', `Why ${mostRecorded + 2}?`],
    );
    assert.equal(record[0]?.click?.command, 'openRecap');
  });

  it('offers to choose an agenda while there is none', () => {
    const row = find(Play.pair(), 'Choose an agenda');
    assert.equal(row.click?.command, 'chooseAgenda');
  });

  it('shows how far the agenda has come, and until when the current item goes', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    play.do('grace', { type: 'moveAgenda', from: 0, to: 1 }, start + 6 * minute);
    const shown = rows(sessionTree(play.now, 'ada', minutesIn));
    assert.equal(shown[0], 'Do induction heads form before layer 2? · Surprises, until +26');
    assert.deepEqual(shown.slice(4, 8), [
      '  Agenda · Explore, 2 of 3',
      '    The question · 5 min',
      '    Surprises · until +26, 20 min',
      '    Pivot check · 5 min',
    ]);
    assert.deepEqual(
      ['The question', 'Surprises', 'Pivot check'].map((label) => find(play, label).icon),
      ['pass', 'record', 'circle-large-outline'],
    );
    const { spoken, click } = find(play, 'Surprises');
    assert.equal(
      spoken,
      'Agenda item, current, until +26, 20 minutes: Surprises. Write down what surprised you.',
    );
    assert.deepEqual([click?.command, click?.argument], ['goToAgendaItem', 1]);
    const { spoken: later = '' } = find(play, 'Pivot check');
    assert.match(later, /^Agenda item, to come, 5 minutes: Pivot check/);
  });

  it('goes back to the phase when the agenda is through', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    play.do('ada', { type: 'moveAgenda', from: 0, to: 3 }, start);
    const shown = rows(sessionTree(play.now, 'ada', minutesIn));
    assert.equal(shown[0], 'Do induction heads form before layer 2? · starting out');
    assert.ok(shown.includes('  Agenda · Explore, through'), shown.join('\n'));
    assert.equal(find(play, 'Pivot check').icon, 'pass');
  });

  it('shows all that is on the record, in words', () => {
    const play = fullRecord();
    const shown = rows(sessionTree(play.now, 'ada', minutesIn));
    assert.deepEqual(shown.slice(shown.indexOf('  Record') + 1), [
      '    Heads score above .7 (80\u00a0%) · open',
      '    Ablating heads one at a time · dead end',
      '      Expected: the loss rises',
      '      Got: nothing',
      '      Why we stopped: too many pairs',
      '      When to come back to it: if path patching names a few',
      '    Head 1.4 copies (95\u00a0%) · finding, Grace',
      '    It is all BOS · finding, Ada',
      '    The random model · looking back, Grace',
    ]);
    assert.ok(find(play, 'Ablating heads one at a time').isFolded);
  });

  it('shows what was handed over, by whom to whom, and leads to the place', () => {
    const play = Play.pair();
    const text = 'was about to ablate L1H4';
    play.do('ada', { type: 'handOff', turn: 2, text, place }, start + minute);
    play.do('grace', { type: 'handOff', turn: 3, place }, start + 2 * minute);
    play.do('ada', { type: 'takeBreak', turn: 4 }, start + 3 * minute);
    play.do('ada', { type: 'noteHandoff', turn: 4, text: 'plot it' }, start + 3 * minute);
    const shown = rows(sessionTree(play.now, 'ada', minutesIn));
    assert.deepEqual(shown.slice(shown.indexOf('  Record') + 1), [
      '    was about to ablate L1H4 · Ada to Grace',
      '    Handed over at heads.py:4 · Grace to Ada',
      '    plot it · Ada',
    ]);
    const row = find(play, text);
    assert.equal(row.icon, 'arrow-swap');
    assert.deepEqual(row.click, { command: 'openPlace', title: 'Open', argument: place });
    assert.equal(row.tooltip, `${text}\nHanded over by Ada to Grace, +1\nheads.py:4`);
    assert.equal(row.spoken, `Handed over by Ada to Grace at heads.py:4: ${text}`);
    const { spoken } = find(play, 'Handed over at heads.py:4');
    assert.equal(spoken, 'Handed over by Grace to Ada at heads.py:4');
    assert.equal(find(play, 'plot it').click, undefined);
  });

  it('settles an open prediction at a click, and then opens its code', () => {
    const play = fullRecord();
    const open = find(play, 'Heads score above .7 (80\u00a0%)');
    assert.deepEqual(open.click, {
      command: 'settlePrediction',
      title: 'Settle',
      argument: { prediction: 'p' },
    });
    assert.equal(open.kind, 'openPrediction');
    const settled = { type: 'settlePrediction', id: 'p', outcome: 'failed', note: 'one' } as const;
    play.do('grace', settled, start + 9 * minute);
    const row = find(play, 'Heads score above .7 (80\u00a0%)');
    assert.equal(row.description, 'did not come true');
    assert.equal(row.kind, 'prediction');
    assert.deepEqual(row.click, { command: 'openPlace', title: 'Open', argument: place });
    assert.equal(
      row.tooltip,
      'Heads score above .7\nPrediction by Ada, +1: 80\u00a0%\nDid not come true: one\nheads.py:4',
    );
  });

  it('says of each row what makes sense read alone', () => {
    const play = fullRecord();
    play.do('grace', { type: 'settlePrediction', id: 'p', outcome: 'cameTrue' }, start);
    play.do('ada', { type: 'askQuestion', id: 'q', text: 'Which head?' }, start);
    const spoken = (label: string) => find(play, label).spoken;
    assert.equal(
      spoken('Heads score above .7 (80\u00a0%)'),
      'Prediction, 80\u00a0%, came true: Heads score above .7',
    );
    assert.equal(spoken('Which head?'), 'Question, open, asked by Ada: Which head?');
    assert.equal(spoken('It is all BOS'), 'Finding, by Ada: It is all BOS');
    assert.equal(
      spoken('Ablating heads one at a time'),
      'Dead end, by Ada: Ablating heads one at a time',
    );
    assert.equal(spoken('Got: nothing'), 'Dead end, got: nothing');
    assert.equal(
      spoken('The random model'),
      'Looking back, Grace, What surprised us? The random model',
    );
  });

  it('has ids that are all different, so that VS Code keeps what is folded', () => {
    const play = Play.pair();
    play.do('ada', explore, start);
    for (const id of ['q', 'Got/q', 'prediction/q', 'deadEnd/q']) {
      play.do('ada', { type: 'askQuestion', id, text: 'The same?' }, start);
      play.do('ada', { type: 'noteScaffold', scaffoldId: 'a.b.c', title: 'Twice' }, start);
      play.do('ada', { type: 'recordPrediction', id, text: 'The same', credence: 50 }, start);
      play.do('ada', { type: 'recordFinding', id, text: 'The same' }, start);
      play.do('ada', { type: 'recordDeadEnd', id, tried: 'The same', got: 'No' }, start);
      play.do('ada', { type: 'answerRetro', prompt: 'next', text: 'The same' }, start);
    }
    const ids = (nodes: readonly SessionNode[]): string[] =>
      nodes.flatMap(({ id, children }) => [id, ...ids(children ?? [])]);
    const all = ids(sessionTree(play.now, 'ada', minutesIn));
    assert.equal(new Set(all).size, all.length);
  });
});

describe('the session among the rows of Live Share', () => {
  it('is one row, which opens the menu, with the people and their roles under it', () => {
    const tree = sharedTree(Play.pair().now, 'grace', minutesIn);
    assert.deepEqual(rows([tree]), [
      'Paired session · Do induction heads form before layer 2?',
      '  Ada · driver, until +15',
      '  Grace (you) · navigator, drives next',
    ]);
    assert.equal(tree.click?.command, 'showMenu');
  });

  it('has ids of its own, since the rows of others have ids too', () => {
    const { id, children } = sharedTree(Play.pair().now, 'ada', minutesIn);
    const ids = [id, ...(children ?? []).map((row) => row.id)];
    assert.deepEqual(ids, ['interpair', 'interpair/people/ada', 'interpair/people/grace']);
  });
});
