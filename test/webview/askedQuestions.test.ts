import assert from 'node:assert/strict';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { underWay } from './questionPanelModels.ts';
import type { QuestionPanelPage } from './questionPanelPage.ts';
import { usePanel } from './usePanel.ts';

/** The session under way, with one of its questions otherwise. */
function settled(
  id: string,
  change: Partial<QuestionPanelModel['asked'][number]>,
  model = underWay,
): QuestionPanelModel {
  const asked = model.asked.map((one) => (one.id === id ? { ...one, ...change } : one));
  return { ...model, asked };
}

async function pressAll(panel: QuestionPanelPage, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await panel.page.keyboard.press(key);
  }
}

describe('the questions that were asked, by keyboard', function () {
  this.timeout(60_000);
  const open = usePanel();
  const field = (panel: QuestionPanelPage, of: RegExp) =>
    panel.page.getByRole('textbox', { name: of });

  it('are counted with those that came before the ones that are shown', async () => {
    const panel = await open({ ...underWay, earlier: { count: 1_234, open: 5 } });
    const { length } = underWay.asked;
    const unsettled = underWay.asked.filter(({ outcome }) => outcome === 'open').length;
    const heading = `Asked, ${length + 1_234} (${unsettled + 5} open)`;
    await panel.page.getByRole('heading', { name: heading, exact: true }).waitFor();
    await panel.page.getByText('1234 earlier: they are in the recap so far.').waitFor();
    await panel.show(underWay);
    assert.equal(await panel.page.getByText('earlier').count(), 0);
  });

  it('are gone through with J and K, and with the arrows once one is in focus', async () => {
    const panel = await open(underWay);
    const stops: string[] = [];
    for (const key of ['k', 'ArrowDown', 'j', 'ArrowDown', 'J', 'j', 'ArrowUp', 'k', 'k', 'k']) {
      await panel.page.keyboard.press(key);
      stops.push((await panel.focused()).slice(0, 11));
    }
    const [first, second, third, card] = [
      '14:09 Grace',
      '14:05 Ada p',
      '14:02 Grace',
      'Would a ran',
    ];
    assert.deepEqual(stops.slice(2), [first, second, third, third, second, first, card, card]);
  });

  it('do what the keys on them say', async () => {
    const panel = await open(underWay);
    const outcome = (id: string, to: string, seen: string) => ({
      type: 'setOutcome',
      id,
      outcome: to,
      seen,
    });
    await pressAll(panel, 'j');
    assert.deepEqual(await panel.press('g'), { type: 'openPlace', id: 'q3' });
    assert.deepEqual(await panel.press('d'), outcome('q3', 'answered', 'open'));
    assert.deepEqual(await panel.press('b'), outcome('q3', 'breakthrough', 'open'));
    assert.deepEqual(await panel.press('p'), outcome('q3', 'parked', 'open'));
    assert.equal(await panel.press('r'), undefined, 'it is open');
    await pressAll(panel, 'j');
    assert.deepEqual(await panel.press('r'), outcome('q2', 'open', 'parked'));
    assert.equal(await panel.press('g'), undefined, 'it has no place');
    await panel.show(settled('q2', { outcome: 'answered' }));
    assert.deepEqual(await panel.press('b'), outcome('q2', 'breakthrough', 'answered'));
  });

  it("never do to the card what they can't do to the question in focus", async () => {
    const panel = await open(underWay);
    await pressAll(panel, 'j', 'j');
    assert.equal(await panel.press('p'), undefined, 'it is parked');
    assert.deepEqual(await panel.press('n'), { type: 'next', id: 'attention.random-model' });
  });

  it('show a key where it works, and tell a screen reader', async () => {
    const panel = await open(underWay);
    const item = panel.page.getByRole('listitem').first();
    const shown = async () =>
      (await item.locator('kbd').all()).reduce<Promise<string[]>>(
        async (before, cap) => [
          ...(await before),
          ...((await cap.isVisible()) ? [(await cap.innerText()).trim()] : []),
        ],
        Promise.resolve([]),
      );
    assert.deepEqual(await shown(), ['↵']);
    await pressAll(panel, 'j');
    assert.deepEqual(await shown(), ['G', '↵', 'D', 'B', 'P']);
    await pressAll(panel, 'Enter');
    assert.deepEqual(await shown(), ['↵', 'Ctrl+↵']);
    for (const [name, keys] of [
      ['heads.py:12', 'G'],
      ['Answered', 'D Enter'],
      ['Breakthrough', 'B Control+Enter'],
      ['Park', 'P'],
    ] as const) {
      const button = item.getByRole('button', { name, exact: true });
      assert.equal(await button.getAttribute('aria-keyshortcuts'), keys);
    }
    assert.equal(await item.getByRole('textbox').getAttribute('aria-keyshortcuts'), 'Enter');
  });

  it('are answered with Enter, and with Ctrl or Cmd a breakthrough', async () => {
    const panel = await open(underWay);
    await pressAll(panel, 'j', 'Enter');
    assert.equal(await panel.press('Enter'), undefined, 'nothing is typed');
    await panel.page.keyboard.type('  \t ');
    assert.equal(await panel.press('Enter'), undefined, 'it is blank');
    await panel.page.keyboard.type('Layer 0 alone would do. ');
    const answer = {
      type: 'setOutcome',
      id: 'q3',
      seen: 'open',
      answer: 'Layer 0 alone would do.',
    };
    assert.deepEqual(await panel.press('Enter'), { ...answer, outcome: 'answered' });
    assert.deepEqual(await panel.press('Control+Enter'), { ...answer, outcome: 'breakthrough' });
    assert.deepEqual(await panel.press('Meta+Enter'), { ...answer, outcome: 'breakthrough' });
    assert.equal(await panel.press('Shift+Enter'), undefined, 'a line more');
    await panel.page.getByRole('button', { name: 'Park' }).last().click();
    assert.deepEqual(await panel.lastPosted(), { ...answer, outcome: 'parked' });
  });

  it('type letters into the field, and give the focus back at Escape', async () => {
    const panel = await open(underWay);
    await pressAll(panel, 'j', 'Enter');
    await panel.page.keyboard.type('AC PNWOM JK GDBR ?');
    assert.equal(await panel.lastPosted(), undefined);
    assert.equal(await field(panel, /What came of it/).inputValue(), 'AC PNWOM JK GDBR ?');
    await pressAll(panel, 'Escape');
    assert.match(await panel.focused(), /^14:09 Grace/);
    await pressAll(panel, 'o', 'x', 'Escape');
    assert.equal(await panel.focused(), 'Would a random model attend like this too?');
    assert.equal(await field(panel, /own question/).inputValue(), 'x');
  });

  it('take a further answer once they are settled, and keep their outcome', async () => {
    const panel = await open(underWay);
    await pressAll(panel, 'j', 'j', 'j', 'Enter');
    assert.match(await panel.focused(), /^What came of it: Which token/);
    await panel.page.keyboard.type('Only with the HF tokenizer.');
    const answer = { type: 'setOutcome', id: 'q1', answer: 'Only with the HF tokenizer.' };
    assert.deepEqual(await panel.press('Enter'), {
      ...answer,
      outcome: 'breakthrough',
      seen: 'breakthrough',
    });
    const answers = [
      { who: 'Ada', text: "BOS. We had been reading it as 'The'." },
      { who: 'Grace', text: 'Only with the HF tokenizer.' },
    ];
    await panel.show(settled('q1', { answers }));
    assert.equal(await field(panel, /Which token/).count(), 0);
    const texts = await panel.page.locator('blockquote').allInnerTexts();
    assert.deepEqual(texts, [
      "Ada: BOS. We had been reading it as 'The'.",
      'Grace: Only with the HF tokenizer.',
    ]);
    assert.match(await panel.focused(), /^14:02 Grace/);
  });

  it('close the field for a further answer at Escape, unless something is typed in it', async () => {
    const panel = await open(underWay);
    await pressAll(panel, 'j', 'j', 'Enter');
    assert.equal(await field(panel, /padding/).count(), 1);
    await pressAll(panel, 'Escape');
    assert.equal(await field(panel, /padding/).count(), 0);
    assert.match(await panel.focused(), /^14:05 Ada/);
    await pressAll(panel, 'Enter', 'Y', 'Escape');
    assert.equal(await field(panel, /padding/).inputValue(), 'Y');
    assert.match(await panel.focused(), /^14:05 Ada/);
  });

  it('show what can be done about a settled one only where the focus is, and to a screen reader', async () => {
    const panel = await open(underWay);
    const item = panel.page.getByRole('listitem').nth(1);
    const reopen = item.getByRole('button', { name: 'Reopen' });
    const height = async () => (await reopen.locator('..').boundingBox())?.height ?? 0;
    assert.ok((await height()) <= 1);
    await item.getByText('Are padding tokens').click();
    assert.ok((await height()) > 15);
    await reopen.click();
    assert.deepEqual(await panel.lastPosted(), {
      type: 'setOutcome',
      id: 'q2',
      outcome: 'open',
      seen: 'parked',
    });
  });

  it('lose nothing typed when two people answer at once', async () => {
    const panel = await open(underWay);
    await pressAll(panel, 'j', 'Enter');
    await panel.page.keyboard.type('Mine');
    assert.equal((await panel.press('Enter'))?.type, 'setOutcome');
    const theirs = { who: 'Grace', text: 'Theirs' };
    await panel.show(settled('q3', { outcome: 'breakthrough', answers: [theirs] }));
    assert.equal(await field(panel, /false/).inputValue(), 'Mine');
    assert.match(await panel.focused(), /^What came of it/);
    assert.deepEqual(await panel.press('Enter'), {
      type: 'setOutcome',
      id: 'q3',
      outcome: 'breakthrough',
      seen: 'breakthrough',
      answer: 'Mine',
    });
    const both = [theirs, { who: 'Ada', text: 'Mine' }];
    await panel.show(settled('q3', { outcome: 'breakthrough', answers: both }));
    assert.equal(await field(panel, /false/).count(), 0);
  });

  it('take no answer twice', async () => {
    const answers = [{ who: 'Grace', text: 'Yes.' }];
    const panel = await open(settled('q3', { answers }));
    await pressAll(panel, 'j', 'Enter');
    await panel.page.keyboard.type('Yes.');
    await panel.show(settled('q3', { answers }, { ...underWay, announcement: 'You drive.' }));
    assert.equal(await field(panel, /false/).inputValue(), 'Yes.', 'more may come');
    assert.deepEqual(await panel.press('Enter'), {
      type: 'setOutcome',
      id: 'q3',
      outcome: 'answered',
      seen: 'open',
    });
    assert.equal(await field(panel, /false/).inputValue(), '');
  });

  it('are answered whatever a partner has named them', async () => {
    const [first] = underWay.asked;
    assert.ok(first !== undefined);
    const ids = ['constructor', '__proto__', 'a b"c', 'half \ud83d'];
    const asked = ids.map((id, index) => ({ ...first, id, text: `Why ${index}?` }));
    const panel = await open({ ...underWay, asked });
    for (const [index, id] of ids.entries()) {
      await field(panel, new RegExp(`Why ${index}`)).fill('BOS');
      await pressAll(panel, 'Enter');
      const posted = await panel.lastPosted();
      assert.ok(posted?.type === 'setOutcome');
      assert.deepEqual([posted.id, posted.answer], [id, 'BOS']);
    }
    const answers = [{ who: 'Ada', text: 'BOS' }];
    const answered = asked.map((one) => ({ ...one, outcome: 'answered' as const, answers }));
    await panel.show({ ...underWay, asked: answered });
    assert.equal(await field(panel, /Why/).count(), 0);
    assert.deepEqual(panel.errors, []);
  });

  it('say that the line of one is gone, and still lead to its file', async () => {
    const panel = await open(settled('q3', { placeGone: true }));
    const item = panel.page.getByRole('listitem').first();
    assert.ok(await item.getByText('line gone').isVisible());
    await item.getByRole('button', { name: 'heads.py:12' }).click();
    assert.deepEqual(await panel.lastPosted(), { type: 'openPlace', id: 'q3' });
    assert.equal(await panel.page.getByText('line gone').count(), 1);
  });

  it('can be read but not changed while the session is out of reach', async () => {
    const panel = await open({ ...underWay, canAsk: false });
    await pressAll(panel, 'j');
    for (const key of ['d', 'b', 'p', 'r', 'Enter']) {
      assert.equal(await panel.press(key), undefined, key);
    }
    assert.deepEqual(await panel.press('g'), { type: 'openPlace', id: 'q3' });
  });

  it('tell their keys at a question mark', async () => {
    const panel = await open(underWay);
    const help = panel.page.getByText('down and up the questions');
    assert.equal(await help.isVisible(), false);
    await pressAll(panel, '?');
    assert.ok(await help.isVisible());
    assert.equal(await panel.focused(), 'Keys');
    await pressAll(panel, '?');
    assert.equal(await help.isVisible(), false);
  });
});
