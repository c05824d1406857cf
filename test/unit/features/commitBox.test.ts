import assert from 'node:assert/strict';
import { CommitBox } from '../../../src/features/coAuthors/commitBox.ts';

const grace = 'Co-authored-by: Grace <grace@example.org>';
const joan = 'Co-authored-by: Joan <joan@example.org>';

/** What a box holds after it was looked at. */
function look(box: CommitBox, message: string, trailers: readonly string[] = [grace]): string {
  const next = box.next(message, trailers);
  box.holds(next);
  return next.message;
}

describe('the message box', () => {
  it('gets trailers with its first words, and stays empty until then', () => {
    const box = new CommitBox();
    assert.equal(look(box, ''), '');
    assert.equal(look(box, 'Fix it'), `Fix it\n\n${grace}`);
    assert.equal(look(box, `Fix it and that\n\n${grace}`), `Fix it and that\n\n${grace}`);
  });

  it('gets them again with the next message', () => {
    const box = new CommitBox();
    look(box, 'Fix it');
    assert.equal(look(box, ''), '');
    assert.equal(look(box, 'Fix that'), `Fix that\n\n${grace}`);
  });

  it('is left as it is while someone begins a line above them', () => {
    const box = new CommitBox();
    look(box, 'Fix it');
    const typed = `Fix it\n\n\n${grace}`;
    assert.equal(look(box, typed), typed);
    assert.equal(look(box, typed), typed);
  });

  it('is empty again when only trailers are left in it', () => {
    const box = new CommitBox();
    look(box, 'Fix it');
    assert.equal(look(box, `\n\n${grace}`), '');
  });

  it('gets those who came later, and keeps the others', () => {
    const box = new CommitBox();
    look(box, 'Fix it');
    assert.equal(look(box, `Fix it\n\n${grace}`, [grace, joan]), `Fix it\n\n${grace}\n${joan}`);
  });

  it('keeps out whom the person took out, as long as it is the same message', () => {
    const box = new CommitBox();
    look(box, 'Fix it', [grace, joan]);
    const without = `Fix it\n\n${joan}`;
    assert.equal(look(box, without, [grace, joan]), without);
    assert.equal(look(box, 'Fix it', [grace, joan]), 'Fix it');
    assert.equal(look(box, 'Fix it\n\nSince', [grace, joan]), 'Fix it\n\nSince');
    assert.equal(look(box, 'Fix this', [grace, joan]), 'Fix this');
    look(box, '');
    assert.equal(look(box, 'Fix it', [grace, joan]), `Fix it\n\n${grace}\n${joan}`);
  });

  it('gets them again after a commit, though a template is in it at once', () => {
    const box = new CommitBox();
    look(box, 'Why:');
    assert.equal(look(box, 'Why:'), 'Why:');
    box.begin();
    assert.equal(look(box, 'Why:'), `Why:\n\n${grace}`);
  });

  it('gets them again when another message takes its place', () => {
    const box = new CommitBox();
    look(box, 'Fix it');
    assert.equal(look(box, 'Undone'), `Undone\n\n${grace}`);
  });

  it('loses what is ours when nobody is due, and nothing else', () => {
    const box = new CommitBox();
    look(box, `Fix it\n\n${joan}`);
    assert.equal(look(box, `Fix it\n\n${joan}\n${grace}`, []), `Fix it\n\n${joan}`);
  });

  it('loses what is ours after a reload', () => {
    const { message, added } = new CommitBox().next('Fix it', [grace]);
    const box = new CommitBox(added);
    assert.equal(look(box, message), message);
    assert.equal(look(box, message, []), 'Fix it');
  });

  it('has what someone typed on behind the trailers where they meant it', () => {
    const box = new CommitBox();
    const first = look(box, 'Fix', [grace, joan]);
    const second = look(box, `${first} the heads`, [grace, joan]);
    assert.equal(second, `Fix the heads\n\n${grace}\n${joan}`);
    const third = look(box, `${second}\n\nThey were off by one.`, [grace, joan]);
    assert.equal(third, `Fix the heads\n\nThey were off by one.\n\n${grace}\n${joan}`);
    assert.equal(look(box, third, []), 'Fix the heads\n\nThey were off by one.');
  });

  it('has lines that someone typed below the trailers in a paragraph of their own', () => {
    const signed = 'Signed-off-by: Ada <ada@example.org>';
    const box = new CommitBox();
    const first = look(box, 'Fix it');
    assert.equal(look(box, `${first}\n${signed}`), `Fix it\n\n${signed}\n${grace}`);
  });

  it('has what someone typed on just before a reload', () => {
    const { message, added } = new CommitBox().next('Fix', [grace]);
    const box = new CommitBox(added);
    assert.equal(look(box, `${message} the heads`), `Fix the heads\n\n${grace}`);
  });

  it('has that too with the line ends of Windows, and after a change that did not get there', () => {
    const box = new CommitBox();
    const first = look(box, 'Fix').replaceAll('\n', '\r\n');
    box.next(`${first} the`, [grace]);
    assert.equal(look(box, `${first} the heads`), `Fix the heads\n\n${grace}`);
  });

  it('is looked at again as if nothing had happened where a change did not get there', () => {
    const box = new CommitBox();
    box.next('Fix it', [grace]);
    assert.equal(look(box, 'Fix it'), `Fix it\n\n${grace}`);
  });
});
