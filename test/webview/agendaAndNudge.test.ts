import assert from 'node:assert/strict';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { onAgenda, underWay } from './questionPanelModels.ts';
import { usePanel } from './usePanel.ts';

const { agendaItem, nudge } = onAgenda;
const animations = 'document.getAnimations().map(({ animationName }) => animationName)';

function at(change: Partial<NonNullable<QuestionPanelModel['agendaItem']>>): QuestionPanelModel {
  assert.ok(agendaItem);
  return { ...onAgenda, agendaItem: { ...agendaItem, ...change } };
}

describe('the agenda in the question panel', function () {
  this.timeout(60_000);
  const open = usePanel();

  it('says what the session is at, until when, and what is next', async () => {
    const panel = await open(onAgenda);
    const agenda = panel.page.getByRole('region', { name: 'Agenda' });
    const text = (await agenda.innerText()).replaceAll(/\s+/g, ' ');
    assert.equal(
      text,
      'Explore 2 of 5 until 14:25 Twenty raw examples Read inputs and outputs before any number, ' +
        'and say what surprises you. Then: Pivot check Move on M',
    );
    await panel.show(at({ isOver: true }));
    assert.ok(await agenda.getByText('was to end at 14:25').isVisible());
    assert.equal(await panel.spoken(), '');
  });

  it('is moved on with M, or a click', async () => {
    const panel = await open(onAgenda);
    const move = { type: 'moveAgenda', from: 1 };
    assert.deepEqual(await panel.press('m'), move);
    await panel.show(at({ index: 2 }));
    await panel.page.getByRole('button', { name: 'Move on' }).click();
    assert.deepEqual(await panel.lastPosted(), { ...move, from: 2 });
  });

  it('is finished with its last item', async () => {
    const last = at({});
    assert.ok(last.agendaItem);
    const { next: _next, ...item } = last.agendaItem;
    const panel = await open({ ...last, agendaItem: item });
    await panel.page.getByRole('button', { name: 'Finish agenda' }).click();
    assert.deepEqual(await panel.lastPosted(), { type: 'moveAgenda', from: 1 });
    assert.equal(await panel.page.getByText('Then:').count(), 0);
    await panel.show(underWay);
    assert.equal(await panel.page.getByRole('region', { name: 'Agenda' }).count(), 0);
    assert.equal(await panel.press('m'), undefined);
  });

  it('stays where it is while the session is out of reach', async () => {
    const panel = await open({ ...onAgenda, canAsk: false });
    assert.ok(await panel.page.getByText('Twenty raw examples').isVisible());
    assert.equal(await panel.press('m'), undefined);
  });
});

describe('the nudge in the question panel', function () {
  this.timeout(60_000);
  const open = usePanel();
  const { nudge: _, ...asked } = onAgenda;

  it('glows once, says why, and is not spoken', async () => {
    const panel = await open(asked);
    assert.deepEqual(await panel.page.evaluate(animations), []);
    await panel.show(onAgenda);
    assert.deepEqual(await panel.page.evaluate(animations), ['glow']);
    assert.ok(await panel.page.getByText(nudge ?? 'missing').isVisible());
    assert.equal(await panel.spoken(), '');
    await panel.page.evaluate('document.getAnimations().forEach((glow) => glow.finish())');
    await panel.show({ ...onAgenda, announcement: 'You navigate.' });
    assert.deepEqual(await panel.page.evaluate(animations), []);
    await panel.show(asked);
    assert.equal(await panel.page.locator('.nudged').count(), 0);
    await panel.show(onAgenda);
    assert.deepEqual(await panel.page.evaluate(animations), ['glow'], 'another stretch');
  });

  it('does not glow again when the view was hidden and its document made anew', async () => {
    const panel = await open(onAgenda);
    await panel.show({ ...onAgenda, announcement: 'You navigate.' });
    assert.deepEqual(await panel.page.evaluate(animations), []);
    assert.equal(await panel.page.locator('.nudged').count(), 1);
  });

  for (const [how, options, bodyClass] of [
    ['the system', { reducedMotion: 'reduce' }, ''],
    ['VS Code', {}, 'vscode-reduce-motion'],
  ] as const) {
    it(`only stands out, without motion, where ${how} asks for little of it`, async () => {
      const panel = await open(asked, options);
      await panel.page.evaluate(`document.body.className += ' ${bodyClass}'`);
      const border = () => panel.styleOf('.card', 'borderColor');
      const before = await border();
      await panel.show(onAgenda);
      assert.deepEqual(await panel.page.evaluate(animations), []);
      assert.notEqual(await border(), before);
    });
  }

  for (const theme of ['highContrast', 'highContrastLight'] as const) {
    it(`has an outline in ${theme}`, async () => {
      const panel = await open(onAgenda, { theme });
      assert.equal(await panel.styleOf('.card', 'outlineStyle'), 'solid');
      assert.notEqual(await panel.styleOf('.card', 'outlineColor'), 'rgba(0, 0, 0, 0)');
    });
  }
});

describe('questions that others ask', function () {
  this.timeout(60_000);
  const open = usePanel();
  const theirs = {
    id: 'q4',
    who: 'Grace',
    isMine: false,
    time: '14:12',
    text: 'Which layer?',
    outcome: 'open' as const,
    answers: [],
    placeGone: false,
  };

  it('are spoken as they arrive, and leave the focus where it is', async () => {
    const panel = await open(underWay);
    const field = panel.page.getByRole('textbox', { name: 'Ask your own question' });
    await field.focus();
    await panel.page.keyboard.type('And');
    await panel.show({ ...underWay, asked: [theirs, ...underWay.asked] });
    assert.equal(await panel.spoken(), 'Grace asks: Which layer?');
    await panel.page.keyboard.type(' so');
    assert.equal(await field.inputValue(), 'And so');
    assert.match(await panel.page.getByRole('listitem').first().innerText(), /Which layer\?/);
  });

  it('are spoken again when the same is asked again', async () => {
    const panel = await open(underWay);
    await panel.show({ ...underWay, asked: [theirs, ...underWay.asked] });
    await panel.page.evaluate(`
      window.changes = 0;
      new MutationObserver(() => window.changes++).observe(
        document.querySelector('[role=status]'), { childList: true, subtree: true, characterData: true });
    `);
    const again = { ...theirs, id: 'q5' };
    await panel.show({ ...underWay, asked: [again, theirs, ...underWay.asked] });
    assert.equal(await panel.spoken(), 'Grace asks: Which layer?');
    assert.equal(await panel.page.evaluate('window.changes'), 1);
  });

  it('are told as a number when many come at once', async () => {
    const panel = await open(underWay);
    const more = ['a', 'b'].map((id) => ({ ...theirs, id }));
    await panel.show({ ...underWay, asked: [...more, theirs, ...underWay.asked] });
    assert.equal(await panel.spoken(), '3 new questions. Grace asks: Which layer?');
  });

  it("are no news when they are one's own, settled, or were there before one came", async () => {
    const panel = await open({ ...underWay, sessionRunning: false, canAsk: false, asked: [] });
    await panel.show(underWay);
    assert.equal(await panel.spoken(), '');
    const own = { ...theirs, isMine: true };
    const parked = { ...theirs, id: 'q5', outcome: 'parked' as const };
    await panel.show({ ...underWay, asked: [parked, own, ...underWay.asked] });
    assert.equal(await panel.spoken(), '');
  });
});
