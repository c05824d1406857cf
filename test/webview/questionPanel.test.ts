import assert from 'node:assert/strict';
import { alone, underWay } from './questionPanelModels.ts';
import { bundlePanel } from './questionPanelPage.ts';
import { usePanel } from './usePanel.ts';

const BUDGET_BYTES = 80 * 1024;

describe('the question panel in a browser', function () {
  this.timeout(60_000);
  const open = usePanel();

  it('takes a press on an outcome while someone writes, though the keys that are shown change', async () => {
    for (const width of [220, 250, 300, 420]) {
      const panel = await open(underWay, { width });
      const item = panel.page.getByRole('listitem').first();
      await item.getByRole('textbox').fill('It is BOS.');
      const {
        x,
        y,
        width: wide,
        height,
      } = (await item.getByRole('button', { name: 'Breakthrough' }).boundingBox()) ?? {
        x: 0,
        y: 0,
        width: 0,
        height: 0,
      };
      await panel.page.mouse.move(x + wide - 3, y + height / 2);
      await panel.page.mouse.down();
      await panel.page.mouse.up();
      assert.deepEqual(await panel.lastPosted(), {
        type: 'setOutcome',
        id: 'q3',
        outcome: 'breakthrough',
        seen: 'open',
        answer: 'It is BOS.',
      });
    }
  });

  it('is no larger than its budget', async () => {
    const bytes = Buffer.byteLength(await bundlePanel());
    assert.ok(bytes <= BUDGET_BYTES, `${bytes} bytes`);
  });

  it('asks for its model first, and shows nothing before it has one', async () => {
    const panel = await open();
    assert.deepEqual(await panel.posted(), [{ type: 'ready' }]);
    assert.equal(await panel.page.getByRole('button').count(), 0);
  });

  it('shows the question, what it is about, and why it is worth asking', async () => {
    const panel = await open(underWay);
    const card = panel.page.getByRole('region', {
      name: 'Would a random model attend like this too?',
    });
    assert.ok(await card.getByText('attention · heads.py:42').isVisible());
    const why = card.getByText('Position and tokenisation alone');
    assert.equal(await why.isVisible(), false);
    await card.getByText('Why this question').click();
    assert.ok(await why.isVisible());
    await card.getByRole('button', { name: 'Attention is not Explanation' }).click();
    assert.deepEqual(await panel.lastPosted(), {
      type: 'openSource',
      id: 'attention.random-model',
    });
  });

  it('lists what was asked, newest first, with person, place, outcome and answer', async () => {
    const panel = await open(underWay);
    const asked = panel.page.getByRole('region', { name: 'Asked, 3 (1 open)' });
    const items = (await asked.getByRole('listitem').allInnerTexts()).map((text) =>
      text.replaceAll(/\s+/g, ' ').trim(),
    );
    assert.match(items[0] ?? '', /^14:09 Grace heads\.py:12 open What would we see/);
    assert.match(items[1] ?? '', /^14:05 Ada parked Are padding tokens/);
    assert.match(
      items[2] ?? '',
      /^14:02 Grace heads\.py:31 breakthrough .* Ada: BOS\. We had been/,
    );
    await asked.getByRole('button', { name: 'heads.py:31' }).click();
    assert.deepEqual(await panel.lastPosted(), { type: 'openPlace', id: 'q1' });
  });

  it('sets the phase of the session', async () => {
    const panel = await open(underWay);
    const phase = panel.page.getByRole('combobox', { name: 'Phase' });
    const chosen = async () => (await phase.locator('option:checked').innerText()).trim();
    assert.equal(await chosen(), 'Automatic: before believing it');
    await phase.selectOption('stuck');
    assert.deepEqual(await panel.lastPosted(), { type: 'setPhase', phase: 'stuck' });
    await panel.show({ ...underWay, phase: { inferred: 'middle', set: 'writeup' } });
    assert.equal(await chosen(), 'writing it up');
    await phase.selectOption('Automatic: under way');
    assert.deepEqual(await panel.lastPosted(), { type: 'setPhase' });
    await panel.show({ ...underWay, phase: { inferred: 'middle' } });
    assert.equal(await chosen(), 'Automatic: under way');
  });

  it('works by itself without a session, and offers to start one', async () => {
    const panel = await open(alone);
    assert.equal(await panel.press('a'), undefined);
    assert.equal(await panel.press('p'), undefined);
    const { card } = alone;
    assert.ok(card);
    assert.deepEqual(await panel.press('n'), { type: 'next', id: card.id });
    assert.deepEqual(await panel.press('c'), { type: 'insertCheck', id: card.id });
    await panel.page.getByRole('button', { name: 'Start a session' }).click();
    assert.deepEqual(await panel.lastPosted(), { type: 'startSession' });
    assert.equal(await panel.page.getByRole('textbox').count(), 0);
    assert.equal(await panel.page.getByRole('combobox').count(), 0);
  });

  it('says so while the session is out of reach', async () => {
    const panel = await open({ ...underWay, canAsk: false });
    assert.ok(await panel.page.getByText('The session is out of reach').isVisible());
    assert.ok(await panel.page.getByRole('combobox', { name: 'Phase' }).isDisabled());
    assert.equal(await panel.press('a'), undefined);
  });

  it("offers no check where code can't settle the question", async () => {
    assert.ok(underWay.card);
    const { check: _check, ...card } = underWay.card;
    const panel = await open({ ...underWay, card: { ...card, source: 'practice' } });
    assert.equal(await panel.page.getByRole('button', { name: 'Insert check' }).count(), 0);
    assert.equal(await panel.press('c'), undefined);
  });

  it('shows HTML and Markdown from others as text', async () => {
    const hostile =
      '<img src=x onerror="window.ran=1"><script>window.ran=1</script> **b** [l](command:x)';
    const panel = await open({
      ...underWay,
      card: {
        id: 'hostile',
        question: hostile,
        techniques: [hostile],
        place: hostile,
        why: hostile,
        source: { title: hostile, authors: hostile, year: 2020, link: 'javascript:window.ran=1' },
        check: hostile,
      },
      asked: [
        {
          id: '"] *',
          who: hostile,
          isMine: false,
          time: hostile,
          text: hostile,
          outcome: 'open',
          answers: [{ who: hostile, text: hostile }],
          place: hostile,
          placeGone: true,
        },
      ],
      agendaItem: {
        index: 0,
        position: hostile,
        agenda: hostile,
        title: hostile,
        hint: hostile,
        end: hostile,
        isOver: true,
        next: hostile,
      },
      nudge: hostile,
      announcement: hostile,
    });
    const card = panel.page.getByRole('region', { name: hostile });
    assert.equal(await card.getByRole('heading').textContent(), hostile);
    assert.equal(await panel.page.locator('main img, main script, main a').count(), 0);
    assert.equal(await panel.page.evaluate('window.ran'), undefined);
  });

  it('ignores messages that are none of ours', async () => {
    const panel = await open(underWay);
    await panel.page.evaluate(
      `for (const data of [null, 7, {}, { type: 'model', model: {} }]) window.postMessage(data, '*')`,
    );
    await panel.show(underWay);
    assert.ok(await panel.page.getByRole('button', { name: 'Next' }).isVisible());
  });

  it('fits in 240 pixels, however long the words are', async () => {
    const long = 'transformer.h.11.attn.hook_result_before_projection/'.repeat(4);
    assert.ok(underWay.card);
    const panel = await open(
      {
        ...underWay,
        card: { ...underWay.card, question: `What is ${long}?`, place: `${long}.py:1` },
        asked: underWay.asked.map((question) => ({
          ...question,
          text: long,
          who: long,
          place: long,
        })),
      },
      { width: 240 },
    );
    assert.equal(await panel.page.evaluate('document.documentElement.scrollWidth'), 240);
  });
});
