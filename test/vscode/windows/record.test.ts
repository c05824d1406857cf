import assert from 'node:assert/strict';
import type { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, usePair } from './pair.ts';

const code = `import torch

heads = torch.rand(4, 8, 8)
scores = heads.max(-1)
`;

describe('the record in two windows, by keyboard', () => {
  const pair = usePair({
    files: { 'heads.py': code },
    ada: { 'interpair.fairness': true },
  });

  const both = () => pair().both;
  const bothShow = (...rows: readonly RegExp[]) => pair().bothShow(...rows);
  const command = (person: PairedWindow, title: string) => person.command(title);

  /** The tree of the session is all that is in the side bar. */
  async function showTree({ window }: PairedWindow): Promise<void> {
    await window.views.openContainer('Interpair');
    const { page } = window;
    const questions = page.locator('.pane-header[aria-label^="Stupid Questions"]');
    await questions.press('ArrowLeft');
    await window.until('the questions to fold', async () => {
      return (await questions.getAttribute('aria-expanded')) === 'false';
    });
  }

  it('begins without an agenda and with nothing on it', async () => {
    await pair().startTogether('Do induction heads form before layer 2?');
    for (const person of both()) {
      await person.closeNotifications();
      await showTree(person);
    }
    await bothShow(/^ +Choose an agenda$/, /^ +Record nothing yet$/);
  });

  it('shows how much each had of it to whoever wants to see that, and to nobody else', async () => {
    const { ada, grace } = pair();
    const { views } = ada.window;
    await views.clickTreeRow('Session', /Shares/);
    await views.waitForTreeRow('Session', /^ +Ada \(you\) \d+ min, 0 questions$/);
    await views.waitForTreeRow('Session', /^ +Grace 0 min, 0 questions$/);
    const row = ada.window.page.locator(
      '.monaco-list-row[aria-label^="Grace, 0 seconds at the keyboard, 0 questions asked"]',
    );
    assert.equal(await row.count(), 1);
    const hers = await grace.window.views.treeRows('Session');
    assert.ok(!hers.some((text) => text.includes('Shares')), hers.join('\n'));
    await views.clickTreeRow('Session', /Shares/);
  });

  it('shows what one predicts, at the line of the cursor', async () => {
    const { ada } = pair();
    const { quickInput, editor } = ada.window;
    await editor.open('heads.py');
    await editor.goTo(4);
    await command(ada, 'Record Prediction');
    await quickInput.waitFor(/^Record a prediction \(1\/2\).*What do we expect to see/);
    await quickInput.submit('Layer-1 heads score above .7');
    await quickInput.waitFor(/\(2\/2\).*How sure are we/);
    await quickInput.type('sure');
    await ada.window.until('what to type instead', async () =>
      (await quickInput.items()).some(({ label }) => label.includes('from 0 to 100')),
    );
    await quickInput.submit();
    await quickInput.submit('.8');
    await quickInput.waitUntilClosed();
    await bothShow(/^ +Layer-1 heads score above \.7 \(80 %\) open$/);
    const made = (await journalOf(ada)).find(({ type }) => type === 'predictionMade');
    assert.deepEqual(made?.place, {
      path: 'heads.py',
      line: 4,
      text: 'scores = heads.max(-1)',
      before: 'heads = torch.rand(4, 8, 8)',
    });
  });

  it('shows what the other says came of it', async () => {
    const { grace } = pair();
    const { quickInput } = grace.window;
    await command(grace, 'Record Prediction');
    await quickInput.pick(/^Layer-1 heads score above \.7 \(80.%\): what came\?$/);
    await quickInput.waitFor('What came?');
    await quickInput.pick(/It did not come true/);
    await quickInput.waitFor('What came instead');
    await quickInput.submit('Only head 1.4 does');
    await bothShow(/^ +Layer-1 heads score above \.7 \(80 %\) did not come true$/);
    const row = grace.window.page.locator(
      '.monaco-list-row[aria-label^="Prediction, 80\u00a0%, did not come true: Layer-1 heads"]',
    );
    assert.match(String(await row.getAttribute('aria-label')), /What came: Only head 1\.4 does/);
  });

  it('shows what was found', async () => {
    const { grace } = pair();
    const { quickInput } = grace.window;
    await command(grace, 'Record Finding');
    await quickInput.waitFor('What did we find');
    await quickInput.submit('Head 1.4 copies $(flame) [x](command:y)');
    await quickInput.waitFor('optional');
    await quickInput.pick(/^90.%$/);
    await bothShow(/^ +Head 1\.4 copies \$\(flame\) \[x\]\(command:y\) \(90 %\) finding, Grace$/);
  });

  it('shows what was tried in vain, with all that was said of it', async () => {
    const { ada } = pair();
    const { quickInput } = ada.window;
    await command(ada, 'Record Dead End');
    await quickInput.waitFor(/\(1\/5\).*What did we try/);
    await quickInput.submit();
    await quickInput.waitFor('Type what you tried');
    await quickInput.submit('Ablating heads');
    await quickInput.waitFor(/\(2\/5\).*What did we expect/);
    await quickInput.submit('');
    await quickInput.waitFor(/\(3\/5\).*What did we get/);
    await quickInput.type('Nothing');
    await quickInput.back();
    await quickInput.waitFor(/\(2\/5\)/);
    await quickInput.submit('A rise of the loss');
    await quickInput.waitFor(/\(3\/5\)/);
    assert.equal(await quickInput.text(), 'Nothing');
    await quickInput.cancel();
    await command(ada, 'Record Dead End');
    for (const [step, kept] of [
      'Ablating heads',
      'A rise of the loss',
      'Nothing',
      '',
      '',
    ].entries()) {
      await quickInput.waitFor(`(${step + 1}/5)`);
      assert.equal(await quickInput.text(), kept);
      await quickInput.submit();
    }
    await bothShow(/^ +Ablating heads dead end$/);
  });

  it('shows the agenda that was chosen, and how it moves on', async () => {
    const { ada, grace } = pair();
    await command(grace, 'Choose Agenda');
    await grace.window.quickInput.pick('Understand');
    await bothShow(/^\S.* The claim, until \d/, /^ +Agenda Understand, 1 of 7$/);
    for (const { window } of both()) {
      await window.views.clickTreeRow('Session', /Agenda/);
    }
    await bothShow(/^ +The claim until \d.*, 5 min$/, /^ +Credence before 5 min$/);
    await ada.window.notifications.waitFor(/^Now: The claim, 5 minutes\. Write the claim/);
    await command(ada, 'Move On in the Agenda');
    await bothShow(/^ +The claim 5 min$/, /^ +Credence before until \d/);
    for (const { window } of both()) {
      await window.notifications.waitFor(/^Now: Credence before, 5 minutes\. Each of you says/);
    }
    await pair().closeNotifications();
    await ada.window.views.clickTreeRow('Session', /The claim/);
    await bothShow(/^ +The claim until \d/, /^ +Credence before 5 min$/);
    await pair().closeNotifications();
  });

  it('has what one typed while the connection was lost', async () => {
    const { ada, grace } = pair();
    const { quickInput } = grace.window;
    await command(grace, 'Record Finding');
    await quickInput.waitFor('What did we find');
    await quickInput.submit('The pattern needs two layers');
    await quickInput.waitFor('optional');
    await ada.window.page.goto('about:blank');
    const isLost = async () =>
      (await grace.window.statusBar.items()).some(({ icons }) => icons.includes('sync'));
    await grace.window.until('the loss in the status bar', isLost);
    await quickInput.submit();
    await grace.window.notifications.waitFor(
      /"Interpair: Record Finding" has kept what you typed\.$/,
    );
    await ada.window.open();
    await grace.window.until('the connection to be back', async () => !(await isLost()));
    await command(grace, 'Record Finding');
    await quickInput.waitFor('What did we find');
    assert.equal(await quickInput.text(), 'The pattern needs two layers');
    await quickInput.submit();
    await quickInput.waitFor('optional');
    await quickInput.submit();
    await ada.window.views.openContainer('Interpair');
    await bothShow(/^ +The pattern needs two layers finding, Grace$/);
    await pair().closeNotifications();
  });

  it('hands out what one types while the other ends the session', async () => {
    const { ada, grace } = pair();
    const { quickInput } = grace.window;
    await command(grace, 'Look Back');
    await quickInput.waitFor(/\(1\/3\).*What surprised us\?/);
    await quickInput.type('The random model had it too');
    await command(ada, 'End Session');
    await ada.window.notifications.waitForDialog(/End the session for everyone/);
    await ada.window.notifications.clickDialog('Look back, then end');
    await ada.window.quickInput.waitFor('What surprised us?');
    await ada.window.quickInput.submit('That it took an hour');
    await ada.window.quickInput.waitFor('What is next');
    await ada.window.quickInput.submit('');
    await ada.window.quickInput.waitFor('differently as a pair');
    await ada.window.quickInput.submit('');
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await quickInput.submit();
    await quickInput.waitFor('What is next');
    await quickInput.cancel();
    await grace.window.notifications.waitFor(/^What you typed is on the clipboard/);
    assert.equal(
      await grace.window.readClipboard(),
      'What surprised us?\nThe random model had it too',
    );
    const answers = (await journalOf(ada)).filter(({ type }) => type === 'retroAnswered');
    assert.deepEqual(
      answers.map(({ prompt, text }) => [prompt, text]),
      [['surprise', 'That it took an hour']],
    );
  });
});
