import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Result } from '../../src/core/record.ts';
import { figureSteps } from '../../src/features/record/figureStep.ts';
import { limits } from '../../src/protocol/limits.ts';
import { startSession, useSolo } from './alone.ts';
import { run } from './command.ts';
import { eventually } from './eventually.ts';
import { accepting, useInputs } from './inputs.ts';
import { eventsIn, type JournalEvent } from './journalNews.ts';
import { hearMessages } from './messages.ts';
import { records, showFile } from './workspace.ts';

/** Where the cursor is in `heads.py`. */
const atCursor = {
  path: 'heads.py',
  line: 2,
  text: 'heads = torch.ones(3)',
  before: 'import torch',
};

const expected = /What do we expect to see/;
const sure = /^How sure are we/;
const found = /^What did we find/;

describe('the record of a session', () => {
  const messages = hearMessages();
  const inputs = useInputs();
  useSolo();
  before(startSession);

  /** All of one type that is on a record, oldest first. */
  async function all(type: string): Promise<readonly JournalEvent[]> {
    const journals = [...(await records('.jsonl')).values()];
    return journals.flatMap(eventsIn).filter((event) => event.type === type);
  }

  async function last(type: string): Promise<Partial<JournalEvent>> {
    const { id: _, type: __, ...event }: Partial<JournalEvent> = (await all(type)).at(-1) ?? {};
    return event;
  }

  it('takes a prediction, pinned to the line of the cursor', async () => {
    await showFile('heads.py', 'import torch\nheads = torch.ones(3)|\n');
    const recorded = run('recordPrediction');
    await inputs.type(expected, ' Heads score above .7 ');
    await inputs.type(sure, '.8');
    await recorded;
    assert.deepEqual(await last('predictionMade'), {
      text: 'Heads score above .7',
      credence: 80,
      place: atCursor,
    });
  });

  it('offers to settle it the next time, with what came', async () => {
    const recorded = run('recordPrediction');
    // The list of predictions, on the one that is open.
    await inputs.enterUntil(/What came\?/);
    await inputs.pick(/What came\?/, /did not come true/);
    await inputs.type(/What came instead/, 'Only head 1.4 does');
    await recorded;
    assert.deepEqual(await last('predictionSettled'), {
      outcome: 'failed',
      note: 'Only head 1.4 does',
    });
  });

  it('settles it anew from its row in the tree', async () => {
    const [made] = await all('predictionMade');
    const settled = run('settlePrediction', { prediction: made?.id });
    await inputs.pick(/What came\?/, /Unclear/);
    await inputs.type(/What came instead/, '');
    await settled;
    assert.deepEqual(await last('predictionSettled'), { outcome: 'unclear' });
  });

  it('says that nothing is open to settle', async () => {
    await run('settlePrediction');
    assert.match(messages.said.join(), /^No prediction is open; make one with/);
  });

  it('keeps what was typed when the person escapes, for the next time', async () => {
    const given = run('recordPrediction');
    await inputs.type(expected, 'The loss goes down');
    await inputs.waitFor(sure);
    await inputs.escape();
    await given;
    assert.equal((await all('predictionMade')).length, 1);
    const again = run('recordPrediction');
    assert.equal((await inputs.waitFor(expected)).value, 'The loss goes down');
    await inputs.type(expected, 'The loss goes up');
    await inputs.waitFor(sure);
    await inputs.back();
    assert.equal((await inputs.waitFor(expected)).value, 'The loss goes up');
    await inputs.type(expected, 'The loss goes up a little');
    await inputs.type(sure, '63');
    await again;
    const { text, credence } = await last('predictionMade');
    assert.deepEqual([text, credence], ['The loss goes up a little', 63]);
    const fresh = run('recordFinding');
    assert.equal((await inputs.waitFor(found)).value, '');
    await inputs.escape();
    await fresh;
  });

  it('does not guess how sure someone is', async () => {
    const given = run('settlePrediction');
    await inputs.enterUntil(/What came\?/);
    await inputs.pick(/What came\?/, /It came true/);
    await inputs.type(/What came instead/, '');
    await given;
    const recorded = run('recordPrediction');
    await inputs.type(expected, 'The heads agree');
    await inputs.type(sure, 'very');
    await inputs.type(sure, '101');
    assert.equal((await last('predictionMade')).text, 'The loss goes up a little');
    await inputs.type(sure, '100 %');
    await recorded;
    const { text, credence } = await last('predictionMade');
    assert.deepEqual([text, credence], ['The heads agree', 100]);
  });

  it('does not cut what is too long, and says by how much', async () => {
    const recorded = run('recordFinding');
    const long = 'x'.repeat(limits.text + 3);
    await inputs.type(found, long);
    const box = await inputs.waitFor(found);
    assert.ok('validationMessage' in box);
    assert.match(String(box.validationMessage), /takes 4000 characters.*shorten it by 3\.$/);
    assert.equal(box.value, long);
    await inputs.type(found, '');
    assert.equal(box.validationMessage, 'Type what you found.');
    assert.deepEqual(await all('findingRecorded'), []);
    await inputs.type(found, 'Head 1.4 copies');
    await inputs.pick(sure, /Not said/);
    await recorded;
    assert.deepEqual(await last('findingRecorded'), {
      text: 'Head 1.4 copies',
      place: atCursor,
    });
  });

  it('takes a dead end of which only what was tried is known', async () => {
    const recorded = run('recordDeadEnd');
    await inputs.type(/What did we try/, 'Ablating heads one at a time');
    await inputs.type(/What did we expect/, '');
    await inputs.type(/What did we get/, 'Nothing');
    await inputs.type(/Why did we stop/, '');
    await inputs.type(/When would we come back/, '');
    await recorded;
    assert.deepEqual(await last('deadEndRecorded'), {
      tried: 'Ablating heads one at a time',
      got: 'Nothing',
    });
  });

  it('has an agenda once one was chosen, and moves along it, back too', async () => {
    await run('nextAgendaItem');
    assert.match(messages.said.join(), /^This session has no agenda yet; choose one with/);
    await accepting(run('chooseAgenda'));
    const { title, items } = await last('agendaSet');
    assert.equal(title, 'Explore');
    assert.ok(Array.isArray(items) && items.length === 5);
    await run('nextAgendaItem');
    assert.deepEqual(await last('agendaMoved'), { to: 1 });
    await eventually(() => messages.said.some((said) => /^Now: The question, 5 min/.test(said)));
    await eventually(() => messages.said.some((said) => /Read 20 inputs/.test(said)));
    await run('goToAgendaItem', 0);
    assert.deepEqual(await last('agendaMoved'), { to: 0 });
    await run('goToAgendaItem', 17);
    assert.deepEqual(await last('agendaMoved'), { to: 5 });
    const moves = (await all('agendaMoved')).length;
    await run('nextAgendaItem');
    assert.equal((await all('agendaMoved')).length, moves);
  });

  it('goes on when the person thinks better of the look back', async () => {
    messages.press = 'Look back, then end';
    const ended = run('endSession');
    await inputs.type(/What surprised us/, 'The random model');
    await inputs.escape();
    await ended;
    assert.deepEqual(await all('retroAnswered'), []);
    assert.deepEqual(await all('sessionEnded'), []);
  });

  it('is looked back at before it ends, as far as the person wants', async () => {
    messages.press = 'Look back, then end';
    const ended = run('endSession');
    assert.equal((await inputs.waitFor(/What surprised us/)).value, 'The random model');
    await inputs.type(/What surprised us/, 'The random model had it too');
    await inputs.type(/What is next/, '');
    await inputs.type(/differently as a pair/, 'Swap after each plot');
    await ended;
    assert.deepEqual(
      (await all('retroAnswered')).map(({ prompt, text }) => [prompt, text]),
      [
        ['surprise', 'The random model had it too'],
        ['pairing', 'Swap after each plot'],
      ],
    );
    assert.equal((await all('sessionEnded')).length, 1);
    await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
  });

  it('hands out what was typed while the session ended', async () => {
    await startSession();
    const before = (await all('findingRecorded')).length;
    const recorded = run('recordFinding');
    await inputs.waitFor(found);
    messages.press = 'End now';
    await run('endSession');
    await eventually(() => messages.said.some((said) => said.includes('its recap is in')));
    await inputs.type(found, 'It was the position');
    await inputs.type(sure, '70');
    await recorded;
    assert.match(messages.said.join('\n'), /^What you typed is on the clipboard/m);
    assert.match(await vscode.env.clipboard.readText(), /\nIt was the position\n\n.*\n70$/);
    assert.equal((await all('findingRecorded')).length, before);
  });

  it('is not offered outside of a session', async () => {
    for (const command of ['recordPrediction', 'recordFinding', 'recordDeadEnd', 'lookBack']) {
      await run(command);
    }
    assert.equal(messages.said.length, 4);
    for (const said of messages.said) {
      assert.match(said, /^You are not in a paired session/);
    }
  });
});

describe('the figure of a finding', () => {
  const seen = (text: string, kind: Result['kind'] = 'figure'): Result => ({
    ...{ kind, text, by: 'ada', at: 0, turn: 1 },
  });

  it('is not asked for where the session has seen none', () => {
    assert.deepEqual(figureSteps([seen('accuracy 0.9', 'score'), seen('../x.png')]), []);
  });

  it('is one that the session has seen, the newest first, none, or a file', () => {
    const results = ['a.png', 'plots/b.svg', '/etc/c.png', 'C:\\d.png', 'e.py', 'a.png'];
    const [step] = figureSteps(results.map((path) => seen(path)));
    assert.deepEqual(
      step?.choices.map(({ value, ask }) => (ask === undefined ? value : 'a file')),
      ['', 'a.png', 'plots/b.svg', 'a file'],
    );
  });
});
