import assert from 'node:assert/strict';
import { underWay } from './questionPanelModels.ts';
import { usePanel } from './usePanel.ts';

describe('the question panel by keyboard', function () {
  this.timeout(60_000);
  const open = usePanel();

  it("does each of the card's actions by its key, in either case", async () => {
    const panel = await open(underWay);
    for (const [key, type] of [
      ['a', 'ask'],
      ['c', 'insertCheck'],
      ['p', 'park'],
      ['n', 'next'],
      ['Shift+N', 'next'],
    ] as const) {
      assert.deepEqual(await panel.press(key), { type, id: 'attention.random-model' }, key);
    }
  });

  it('unfolds the reason with W, and folds it again', async () => {
    const panel = await open(underWay);
    const why = panel.page.getByText('Position and tokenisation alone');
    await panel.page.keyboard.press('w');
    assert.ok(await why.isVisible());
    assert.equal(await panel.focused(), 'Why this question');
    await panel.page.keyboard.press('w');
    assert.equal(await why.isVisible(), false);
    assert.equal(await panel.lastPosted(), undefined);
  });

  it('leaves keys with a modifier to the editor', async () => {
    const panel = await open(underWay);
    for (const key of ['Control+a', 'Alt+n', 'Meta+p']) {
      assert.equal(await panel.press(key), undefined, key);
    }
  });

  it('shows each key on its button, and tells a screen reader', async () => {
    const panel = await open(underWay);
    for (const [name, key] of [
      ['Ask', 'A'],
      ['Insert check', 'C'],
      ['Park', 'P'],
      ['Next', 'N'],
    ] as const) {
      const card = panel.page.getByRole('region', { name: 'Would a random model' });
      const button = card.getByRole('button', { name, exact: true });
      assert.equal(await button.getAttribute('aria-keyshortcuts'), key);
      assert.equal(await button.locator('kbd').textContent(), key);
    }
  });

  it('reaches everything with Tab, in reading order', async () => {
    const panel = await open(underWay);
    const stops: string[] = [];
    for (let stop = 0; stop < 16; stop++) {
      await panel.page.keyboard.press('Tab');
      stops.push(await panel.focused());
    }
    assert.match(stops[0] ?? '', /^Automatic: before believing it/);
    assert.deepEqual(stops.slice(1), [
      'Ask',
      'Insert check',
      'Park',
      'Next',
      'Why this question',
      'Ask your own question',
      'Ask your own question',
      'Keys',
      'heads.py:12',
      'What came of it: What would we see if the hypothesis is false?',
      'Answered',
      'Breakthrough',
      'Park',
      'Add answer',
      'Reopen',
    ]);
  });

  it('presses a button with Enter and with Space', async () => {
    const panel = await open(underWay);
    for (const name of ['Insert check', 'Next']) {
      for (const key of ['Enter', 'Space']) {
        await panel.page.getByRole('button', { name, exact: true }).focus();
        const type = name === 'Next' ? 'next' : 'insertCheck';
        const id = 'attention.random-model';
        assert.deepEqual(await panel.press(key), { type, id }, `${name} ${key}`);
      }
    }
    assert.equal(await panel.page.evaluate('window.scrollY'), 0);
  });

  it("asks a question of one's own with Enter, and types its letters instead of obeying them", async () => {
    const panel = await open(underWay);
    const field = panel.page.getByRole('textbox', { name: 'Ask your own question' });
    await field.focus();
    await panel.page.keyboard.type('  can a plain cap pass? ');
    assert.equal(await panel.lastPosted(), undefined);
    assert.deepEqual(await panel.press('Enter'), { type: 'askOwn', text: 'can a plain cap pass?' });
    assert.equal(await field.inputValue(), '  can a plain cap pass? ');

    const own = {
      id: 'q4',
      who: 'Ada',
      isMine: true,
      time: '14:12',
      text: 'can a plain cap pass?',
      outcome: 'open' as const,
      answers: [],
      placeGone: false,
    };
    await panel.show({ ...underWay, asked: [own, ...underWay.asked] });
    assert.equal(await field.inputValue(), '');
    assert.equal(await panel.press('Enter'), undefined);
  });

  it('keeps what is being typed when someone else asks, and what someone else answered first', async () => {
    const panel = await open(underWay);
    const field = panel.page.getByRole('textbox', { name: 'What came of it' });
    await field.focus();
    await panel.page.keyboard.type('Half a thou');
    const other = {
      id: 'q4',
      who: 'Ada',
      isMine: false,
      time: '14:12',
      text: 'And now?',
      outcome: 'parked' as const,
      answers: [],
      placeGone: false,
    };
    await panel.show({ ...underWay, asked: [other, ...underWay.asked] });
    await panel.page.keyboard.type('ght');
    assert.equal(await field.inputValue(), 'Half a thought');

    const answered = underWay.asked.map((question) =>
      question.id === 'q3'
        ? { ...question, outcome: 'answered' as const, answers: [{ who: 'Ada', text: 'Done.' }] }
        : question,
    );
    await panel.show({ ...underWay, asked: answered });
    assert.equal(await field.inputValue(), 'Half a thought');
    await panel.show({
      ...underWay,
      asked: answered.map((question) => ({
        ...question,
        answers: [...question.answers, { who: 'Grace', text: 'Half a thought' }],
      })),
    });
    assert.equal(await field.count(), 0);
  });

  it('brings half-typed text back when the view was hidden and its document made anew', async () => {
    const panel = await open(underWay);
    await panel.page.getByRole('textbox', { name: 'Ask your own question' }).fill('What if');
    const state = await panel.state();
    await panel.close();
    const again = await open(underWay, { state });
    assert.equal(
      await again.page.getByRole('textbox', { name: 'Ask your own question' }).inputValue(),
      'What if',
    );
  });

  it('does not lose the focus when what had it is gone', async () => {
    const panel = await open(underWay);
    await panel.page.getByRole('button', { name: 'Answered' }).focus();
    const answered = underWay.asked.map((question) => ({
      ...question,
      outcome: 'answered' as const,
    }));
    await panel.show({ ...underWay, asked: answered });
    assert.match(await panel.focused(), /^14:09 Grace/);

    await panel.page.getByRole('button', { name: 'Ask', exact: true }).focus();
    await panel.show({ ...underWay, canAsk: false });
    assert.equal(await panel.focused(), 'Would a random model attend like this too?');
  });

  it('says aloud what the session announces, and the next question when someone wanted it', async () => {
    const panel = await open(underWay);
    assert.equal(await panel.page.locator('[aria-live], [role=status], [role=alert]').count(), 1);
    await panel.show({ ...underWay, announcement: 'You drive now.' });
    assert.equal(await panel.spoken(), 'You drive now.');
    await panel.page.keyboard.press('n');
    assert.ok(underWay.card);
    await panel.show({
      ...underWay,
      card: { ...underWay.card, question: 'What else could it be?' },
    });
    assert.equal(await panel.spoken(), 'What else could it be?');
    await panel.show({
      ...underWay,
      card: { ...underWay.card, question: 'The cursor moved, so what?' },
    });
    assert.equal(await panel.spoken(), 'What else could it be?', 'nothing was said since');
  });
});
