import assert from 'node:assert/strict';
import { recapNotice } from '../../../src/features/recap/recapNotice.ts';
import { Play } from '../core/play.ts';

describe('the notice of a recap', () => {
  const session = Play.pair().now;
  const file = '/home/grace/storage/why.md';

  it('names its file', () => {
    assert.equal(
      recapNotice({ session, how: 'left' }, { file }, false),
      'You left the session; its recap is in why.md.',
    );
  });

  it('says who has the record, where the folder is a partner’s and the recap a copy', () => {
    assert.equal(
      recapNotice({ session, how: 'ended' }, { file }, true),
      'The session has ended; its record is with Ada, and your own copy of the recap, why.md, is kept by VS Code on this machine.',
    );
  });

  it('claims no copy where a guest of the folder has the record themselves', () => {
    assert.equal(
      recapNotice({ session, how: 'ended', recordBase: '/home/grace/storage/why' }, { file }, true),
      'The session has ended; its recap is in why.md.',
    );
  });

  it('says what is missing of it', () => {
    const problem = 'The picture of the session could not be written (no room).';
    assert.equal(
      recapNotice({ session, how: 'closed' }, { file, problem }, false),
      `The session is closed here; its recap is in why.md. ${problem}`,
    );
  });
});
