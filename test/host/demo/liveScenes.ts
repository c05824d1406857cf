import type { Locator } from 'playwright-core';
import { sameClock } from '../../support/pairedWindow.ts';
import type { LiveStage } from './liveStage.ts';
import { openRecap } from './sessionScenes.ts';

const hypothesis = 'Which heads find the word that came next last time?';
const file = 'attention.py';
/** Where Ada is in the file, which is at its end. */
const placeOfAda = 10;
const question = 'Does it hold for words that it has never seen in a run?';

/** Ada starts a paired session and Live Share with it. Nobody else is there yet. */
export async function startWithLiveShare(stage: LiveStage): Promise<void> {
  const { ada } = stage;
  await ada.window.editor.open(file);
  await ada.window.editor.goTo(placeOfAda);
  await ada.window.views.openContainer('Interpair');
  await ada.command('Start Paired Session');
  await ada.window.quickInput.waitFor('What are you trying to find out?');
  await ada.window.quickInput.submit(hypothesis);
  await ada.window.quickInput.waitFor('How does your partner join?');
  await ada.window.until('Live Share among the ways in', async () => {
    return (await ada.window.quickInput.items()).some(({ label }) => label === 'With Live Share');
  });
  await stage.picture('pick', 'Ada starts a session, and says that Grace comes by Live Share.');
  await ada.window.quickInput.pick('With Live Share');
  await ada.waitForRole('Driver');
  await ada.window.notifications.expand(/Live Share link is on the clipboard/);
  await stage.picture('started', 'Both are on, and the link of Live Share is on her clipboard.');
  await ada.closeNotifications();
}

/** Grace follows the link of Live Share, and is in the paired session without doing anything. */
export async function arrive(stage: LiveStage): Promise<void> {
  const { ada } = stage;
  await stage.arrive();
  const { grace } = stage;
  await grace.waitForRole('Navigator');
  await ada.window.views.waitForTreeRow('Session', /Grace navigator, drives next/);
  await grace.window.until('the files that Ada shares', async () => {
    return (await fileRow(stage).count()) > 0;
  });
  await grace.window.notifications.expand(
    /You are in Ada's session, which came with Live Share: Which heads/,
  );
  await sameClock(ada, grace);
  await stage.picture(
    'arrived',
    'Grace followed the link of Live Share, and did nothing else: she is in, and navigates.',
  );
  await ada.closeNotifications();
  await grace.closeNotifications();
}

/** Grace asks about two lines of the file that Ada has open. */
export async function askAtTheLine(stage: LiveStage): Promise<void> {
  const { ada, grace } = stage;
  await openSharedFile(stage);
  await grace.window.views.openContainer('Interpair');
  await grace.window.editor.goTo(5);
  await grace.window.page.keyboard.press('Shift+ArrowDown');
  await grace.window.page.keyboard.press('Shift+ArrowDown');
  await grace.command('Ask About This Code');
  await grace.window.quickInput.waitFor(`Ask about ${file}`);
  await grace.window.quickInput.submit(question);
  await grace.window.quickInput.waitUntilClosed();
  for (const { window } of [grace, ada]) {
    await window.editor.goTo(1);
    await window.editor.waitForComments([6]);
  }
  await ada.window.page.keyboard.press('Alt+F9');
  await ada.window.page.locator('.review-widget .comments-container:focus').waitFor();
  await stage.picture(
    'asked',
    'Grace asks about two lines of the file that Ada shares. Ada has it at the same lines.',
  );
  await ada.window.page.keyboard.press('Escape');
}

/** Ada hands over. Grace goes to where Ada was, and inserts a scaffold into the file, which is Ada's. */
export async function driveInTheSharedFile(stage: LiveStage): Promise<void> {
  const { ada, grace } = stage;
  await ada.window.editor.goTo(placeOfAda);
  await ada.command('Hand Over the Keyboard');
  await ada.window.quickInput.waitFor('What were you about to do?');
  await ada.window.quickInput.submit('Look at the attention of every head');
  await grace.waitForRole('Driver');
  await ada.waitForRole('Navigator');
  await grace.window.notifications.click(
    /You drive now\. Ada was at attention\.py:10/,
    'Go to the place',
  );
  await grace.window.editor.waitForCursor(placeOfAda);
  await grace.command('Insert Scaffold');
  await grace.window.quickInput.waitFor('What do you want to look at?');
  await grace.window.quickInput.type('Attention patterns');
  await grace.window.quickInput.pick('Attention patterns', 'transformers');
  await grace.window.editor.waitForLine(/attention_patterns\(net, tok, prompt\)/);
  await grace.window.editor.save();
  await ada.window.editor.waitForLine(/^def attention_patterns/);
  await ada.window.until('nothing unsaved', async () => {
    return !(await ada.window.editor.activeTab()).dirty;
  });
  for (const { window } of [grace, ada]) {
    await window.views.waitForTreeRow('Session', /Attention patterns/);
  }
  await sameClock(ada, grace);
  await stage.picture(
    'scaffold',
    'Grace drives: she inserts a scaffold, with the names of the file, and saves it. Ada has it too.',
  );
  await ada.closeNotifications();
  await grace.closeNotifications();
}

/** Live Share is over, and the paired session is not: Grace comes back into it with an invite. */
export async function goOnWithout(stage: LiveStage): Promise<void> {
  const { ada, grace } = stage;
  await stage.endLiveShare();
  await ada.window.notifications.waitFor(/Live Share has ended; the paired session goes on/);
  if (stage.keepsGracesFolder) {
    await grace.window.notifications.waitFor(/Live Share is over/);
  } else {
    await grace.window.statusBar.waitFor(/^Interpair$/);
    await grace.window.views.openContainer('Interpair');
    await (await grace.window.views.section('Session')).getByText('Join with an Invite').waitFor();
  }
  await stage.picture('over', 'Live Share is over. The session is not: Ada has it, and its clock.');
  await ada.window.notifications.click(/Live Share has ended/, 'Copy invite');
  const invite = await ada.window.until('the invite on the clipboard', async () => {
    const copied = await ada.window.readClipboard();
    return copied.includes('invite=') && copied;
  });
  if (stage.keepsGracesFolder) {
    await grace.window.notifications.click(/Live Share is over/, 'Join with an invite');
    await grace.window.quickInput.waitFor('Paste the invite');
    await grace.window.quickInput.submit(invite);
  } else {
    await grace.join(invite);
  }
  // Nobody asks Ada about her, who was in the session already.
  await grace.window.notifications.waitFor(
    stage.keepsGracesFolder ? /^You are in again: Which heads/ : /^You are in: Which heads/,
  );
  await grace.waitForRole('Driver');
  for (const { window } of [grace, ada]) {
    await window.views.waitForTreeRow('Session', /Grace (?:\(you\) )?driver, until/);
  }
  await sameClock(ada, grace);
  await stage.picture(
    'again',
    'Ada copied the invite, and Grace has joined by it: she is in the same session, and drives still.',
  );
  await ada.closeNotifications();
  await grace.closeNotifications();
}

/** Ada ends the session, and both read its recap. */
export async function endWithRecap(stage: LiveStage): Promise<void> {
  const { ada, grace } = stage;
  await ada.command('End Session');
  await ada.window.notifications.waitForDialog(/End the session for everyone/);
  await ada.window.notifications.clickDialog('End now');
  await openRecap(ada, hypothesis);
  await openRecap(grace, hypothesis);
  await stage.picture('recap', 'The session has ended, and both have its recap.');
}

/** Opens the file in Grace's window as a guest finds it, in the explorer. */
async function openSharedFile(stage: LiveStage): Promise<void> {
  const { window } = stage.grace;
  await window.views.openContainer('Explorer');
  await fileRow(stage).dblclick();
  await window.until(`the editor of ${file}`, async () => {
    return (
      (await window.editor.activeTab()).name === file && (await window.editor.lines()).length > 1
    );
  });
  await window.editor.waitForFocus();
}

function fileRow({ grace }: LiveStage): Locator {
  const rows = grace.window.page.locator('.explorer-folders-view .monaco-list-row');
  return rows.filter({ hasText: file });
}
