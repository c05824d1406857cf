import assert from 'node:assert/strict';
import { minute } from '../../../src/core/time.ts';
import type { SessionNode } from '../../../src/features/session/sessionTree.ts';
import { sessionTree } from '../../../src/features/session/sessionTree.ts';
import { Play, start } from '../core/play.ts';

/** The rows as they are read on screen. */
function rows(nodes: readonly SessionNode[], indent = ''): string[] {
  return nodes.flatMap(({ label, description, children }) => [
    `${indent}${label}${description === undefined ? '' : ` · ${description}`}`,
    ...rows(children ?? [], `${indent}  `),
  ]);
}

const minutesIn = (at: number) => `+${(at - start) / minute}`;

describe('the session tree', () => {
  it('shows the people with their roles, and that nothing has happened yet', () => {
    assert.deepEqual(rows(sessionTree(Play.pair().now, 'ada', minutesIn)), [
      'Do induction heads form before layer 2? · starting out',
      '  People',
      '    Ada (you) · driver, until +15',
      '    Grace · navigator, drives next',
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
      '    Grace · offline',
      '  Record',
      '    Linear probe · Ada, +1',
      '    Really? · open, Grace',
    ]);
  });

  it('has ids that are all different, so that VS Code keeps what is folded', () => {
    const play = Play.pair();
    for (const id of ['q1', 'q2']) {
      play.do('ada', { type: 'askQuestion', id, text: 'The same?' }, start);
      play.do('ada', { type: 'noteScaffold', scaffoldId: 'a.b.c', title: 'Twice' }, start);
    }
    const ids = (nodes: readonly SessionNode[]): string[] =>
      nodes.flatMap(({ id, children }) => [id, ...ids(children ?? [])]);
    const all = ids(sessionTree(play.now, 'ada', minutesIn));
    assert.equal(new Set(all).size, all.length);
  });
});
