import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { PairedWindow } from '../../support/pairedWindow.ts';
import { journalOf, turnsOf, usePair } from './pair.ts';

/** Sixty lines, no two alike. */
const code = Array.from({ length: 60 }, (_, index) => `layer_${index + 1} = block(${index})\n`);
const files = {
  'heads.py': code.join(''),
  'probe.py': 'probe = fit(train)\n',
  'notes.md': '# Notes\n',
};

const question = 'What were you about to do?';
const line = 'was about to ablate L1H4';

describe('handing over the keyboard', () => {
  const pair = usePair({ files });

  it('asks for one line, which Escape keeps for the next time', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Which head copies?');
    await pair().closeNotifications();
    const { editor, quickInput } = ada.window;
    await editor.open('heads.py');
    await editor.goTo(42);
    await ada.command('Hand Over the Keyboard');
    await quickInput.waitFor(question);
    assert.match(await quickInput.heading(), /^Hand over to Grace, at heads\.py:42 \|/);
    await quickInput.type(line);
    await quickInput.cancel();
    assert.equal(await turnsOf(ada), 2);
    await grace.waitForRole('Navigator');
    const offered = await grace.window.quickInput.commands('Interpair: Hand Over the Keyboard');
    assert.ok(!offered.includes('Interpair: Hand Over the Keyboard'), offered.join('\n'));
  });

  it('takes whoever drives next to the place, and leaves their window as it was', async () => {
    const { ada, grace } = pair();
    const { editor } = grace.window;
    await editor.open('heads.py');
    await editor.goTo(1);
    await editor.type('\n\n');
    await editor.save();
    await editor.open('notes.md');
    await editor.type('The scores look odd. ');
    await grace.window.runCommand('View: Split Editor Right');
    await editor.open('probe.py');
    const before = await editor.groups();
    assert.deepEqual(
      before.map((tabs) => tabs.map(({ name, dirty }) => (dirty ? `${name} *` : name))),
      [
        ['heads.py', 'notes.md *'],
        ['notes.md *', 'probe.py'],
      ],
    );

    await ada.command('Hand Over the Keyboard');
    await ada.window.quickInput.waitFor(question);
    assert.equal(await ada.window.quickInput.text(), line);
    await ada.window.quickInput.submit();
    await grace.waitForRole('Driver');
    await ada.waitForRole('Navigator');
    await grace.acceptNotice(
      /^You drive now\. Ada was at heads\.py:42: "was about to ablate L1H4"\.$/,
    );
    await editor.waitForCursor(44);
    await editor.waitForFocus();
    assert.equal(await editor.cursor(), 'Ln 44, Col 1', 'nothing is selected that typing replaces');
    assert.equal((await editor.activeTab()).name, 'heads.py');
    assert.ok((await editor.lines()).includes('layer_42 = block(41)'));
    assert.deepEqual(await editor.groups(), [
      before[0]?.map((tab) => ({ ...tab, active: tab.name === 'heads.py' })),
      before[1],
    ]);
    const left = (await journalOf(ada)).find(({ type }) => type === 'handedOff');
    assert.deepEqual(left, {
      type: 'handedOff',
      turn: 2,
      text: line,
      place: {
        path: 'heads.py',
        line: 42,
        text: 'layer_42 = block(41)',
        before: 'layer_41 = block(40)',
        after: 'layer_43 = block(42)',
      },
    });
  });

  it('stays in the record, and in the palette of whoever drives', async () => {
    const { ada, grace } = pair();
    for (const { window } of [ada, grace]) {
      await window.views.openContainer('Interpair');
    }
    await pair().bothShow(/^ +was about to ablate L1H4 Ada to Grace$/);
    const { editor, views } = grace.window;
    await editor.open('probe.py');
    await grace.command('Go to Where the Driver Was');
    await editor.waitForCursor(44);
    await editor.open('probe.py');
    await views.clickTreeRow('Session', /was about to ablate L1H4/);
    await editor.waitForCursor(44);
    const offered = await ada.window.quickInput.commands('Interpair: Go to Where');
    assert.ok(!offered.includes('Interpair: Go to Where the Driver Was'), offered.join('\n'));
  });

  it('takes a line of whoever lost the keyboard to their partner', async () => {
    const { ada, grace } = pair();
    await pair().closeNotifications();
    await grace.window.editor.waitForFocus();
    await grace.window.editor.goTo(50);
    await ada.command('Take Over the Keyboard');
    await ada.window.notifications.waitFor(/^You drive now\. Grace was at heads\.py:\d+\.$/);
    await grace.acceptNotice(/^Ada drives now; you navigate\.$/);
    const { quickInput } = grace.window;
    await quickInput.waitFor(question);
    assert.match(await quickInput.heading(), /^Leave a line for Ada, at heads\.py:50 \|/);
    await quickInput.submit('');
    await quickInput.waitFor('Type a line');
    await quickInput.submit('[plot](command:x) the loss');
    await ada.acceptNotice(/^Grace has left you a line: "\[plot\]\S?\(command:x\) the loss"\.$/);
    await ada.window.editor.waitForCursor(48);
    await pair().bothShow(/^ +\[plot\]\(command:x\) the loss Grace to Ada$/);
    await pair().end();
  });
});

describe('handing over with several people', () => {
  const pair = usePair({ files });

  it('asks to whom, tells namesakes apart, and says nothing to the others', async () => {
    const { ada, grace } = pair();
    const invite = await pair().startTogether('Which head copies?');
    const folder = `${ada.window.folder}-library`;
    await mkdir(folder);
    const third = new PairedWindow(await ada.window.openAnother(folder));
    await third.join(invite);
    await third.window.quickInput.pick(/Someone else/);
    await third.window.quickInput.waitFor('Your name as your partners see it');
    await third.window.quickInput.submit('Grace');
    await ada.letIn('Grace');
    await third.waitForRole('Observer');
    await pair().closeNotifications();
    await third.closeNotifications();

    const { quickInput } = ada.window;
    await ada.window.editor.open('heads.py');
    await ada.window.editor.goTo(42);
    await ada.command('Hand Over the Keyboard');
    await quickInput.waitFor('Who drives next?');
    const offered = (await quickInput.items()).map(({ label, description, focused }) =>
      [label, description, focused ? '(Enter)' : ''].join(' ').trim(),
    );
    assert.deepEqual(offered, ['Grace next (Enter)', 'Grace (2)']);
    await quickInput.cancel();
    await ada.waitForRole('Driver');
    await ada.command('Hand Over the Keyboard');
    await quickInput.waitFor('Who drives next?');
    await quickInput.pick('Grace (2)');
    await quickInput.waitFor(/^Hand over to Grace \(2\), at heads\.py:42 \|/);
    await quickInput.submit();
    await third.waitForRole('Driver');
    await grace.waitForRole('Observer');
    await grace.window.views.openContainer('Interpair');
    await grace.window.views.waitForTreeRow(
      'Session',
      /^ +Handed over at heads\.py:42 Ada to Grace \(2\)$/,
    );
    await third.acceptNotice(/^You drive now\. Ada was at heads\.py:42\.$/);
    await third.window.notifications.waitFor(/^"heads\.py" is not in a folder that is open here/);
    assert.deepEqual(await grace.window.notifications.shown(), []);
  });
});

describe('a line that is typed while the roles swap by themselves', () => {
  const pair = usePair({
    ada: {
      'interpair.turn.minutes': 0.3,
      'interpair.turn.onExpiry': 'auto',
      'interpair.turn.graceSeconds': 10,
    },
    files,
  });

  it('is left all the same', async () => {
    const { ada, grace } = pair();
    await pair().startTogether('Which head copies?');
    await pair().closeNotifications();
    const { quickInput } = ada.window;
    await ada.window.notifications.waitFor(/^Your turn is over\. Roles swap in/, 60_000);
    await ada.window.notifications.click(/Your turn is over/, 'Hand over…');
    await quickInput.waitFor(question);
    await quickInput.type(line);
    await grace.waitForRole('Driver');
    await grace.window.notifications.waitFor(/^You drive now\.$/);
    await quickInput.submit();
    await grace.window.notifications.waitFor(
      /^Ada has left you a line: "was about to ablate L1H4"\.$/,
    );
    const types = (await journalOf(ada)).map(({ type }) => type);
    assert.deepEqual(types.slice(-2), ['turnStarted', 'handedOff']);
  });
});
