import assert from 'node:assert/strict';
import { minute } from '../../../src/core/time.ts';
import { squashMessage, workMessage } from '../../../src/core/workMessage.ts';
import { Play, start } from './play.ts';

describe('the message of a commit', () => {
  it('of work in progress tells the turn, and what its driver was about to do', () => {
    const play = Play.pair();
    assert.equal(
      workMessage(play.now, 2),
      'WIP turn 2: Do induction heads form before layer 2?\n\nInterpair-Session: s\n',
    );
    const text = 'ablate  head 3,\nthen 4';
    play.do('ada', { type: 'handOff', turn: 2, text }, start + minute);
    assert.equal(
      workMessage(play.now, 2),
      'WIP turn 2: Do induction heads form before layer 2?\n\nNext: ablate head 3, then 4\n\nInterpair-Session: s\n',
    );
    assert.doesNotMatch(workMessage(play.now, 3), /Next/);
  });

  it('bears no trailer that whoever started the session put into its id', () => {
    const id = 's\nCo-authored-by: Mallory <m@example.com>';
    const message = workMessage({ ...Play.pair().now, id }, 2);
    assert.doesNotMatch(message, /^Co-authored-by/m);
  });

  it('of all of the work drafts what was asked, what was found, and by whom', () => {
    const play = Play.pair();
    for (const [id, text] of [
      ['one', 'Head 3 copies'],
      ['two', '# 4 does\nnot'],
    ] as const) {
      play.do('ada', { type: 'recordFinding', id, text }, start + minute);
    }
    assert.equal(
      squashMessage(play.now, ['Co-authored-by: Grace <grace@example.com>']),
      [
        'Do induction heads form before layer 2?',
        '- Head 3 copies\n- # 4 does not',
        'Co-authored-by: Grace <grace@example.com>\n',
      ].join('\n\n'),
    );
  });

  it('is no more than a subject where nothing was found and nobody else has an address', () => {
    assert.equal(squashMessage(Play.pair().now, []), 'Do induction heads form before layer 2?\n');
  });

  it('says in full below what is too long for its subject', () => {
    const hypothesis = 'Do '.concat('very '.repeat(20), 'many heads copy?');
    const [subject = '', blank, full] = squashMessage({ hypothesis, findings: [] }, []).split('\n');
    assert.ok(subject.length <= 72 && subject.endsWith('…'));
    assert.deepEqual([blank, full], ['', hypothesis]);
  });
});
