import { type PairedWindow, sameClock } from '../../support/pairedWindow.ts';
import { lookBack } from './recordScenes.ts';
import type { Stage } from './stage.ts';

const hypothesis = 'Which heads find the word that came next last time?';

/** Ada starts, and sends Grace the invite. Returns what she sends. */
export async function start(stage: Stage): Promise<string> {
  const { ada } = stage;
  await ada.window.views.openContainer('Interpair');
  await ada.window.runCommand('Interpair: Start Paired Session');
  await ada.window.quickInput.waitFor('What are you trying to find out?');
  await ada.window.quickInput.type(hypothesis);
  await stage.picture('start', 'Ada starts a paired session and says what they want to find out.');
  await ada.window.quickInput.submit();
  await ada.window.quickInput.waitFor('How does your partner join?');
  await ada.window.quickInput.pick(/With an invite/);
  await ada.window.notifications.waitFor(/invite is on the clipboard/);
  await ada.waitForRole('Driver');
  await stage.picture(
    'started',
    'The session runs; Ada drives, and the invite is on her clipboard.',
  );
  return ada.window.readClipboard();
}

/** Grace pastes the invite. Both see each other, their roles and one clock. */
export async function join(stage: Stage, invite: string): Promise<void> {
  const { ada, grace } = stage;
  await grace.window.views.openContainer('Interpair');
  await grace.join(`Here you are, Grace: ${invite}`);
  await ada.window.notifications.waitFor(/^Grace wants to join the session/);
  await stage.picture('wants-to-join', 'Grace pastes the invite. Ada is asked, and lets her in.');
  await ada.letIn('Grace');
  await grace.waitForRole('Navigator');
  await grace.window.views.waitForTreeRow('Session', /Grace \(you\) navigator/);
  await ada.window.views.waitForTreeRow('Session', /Grace navigator, drives next/);
  await ada.closeNotifications();
  await grace.closeNotifications();
  await sameClock(ada, grace);
  await stage.picture('joined', 'Both are in. Ada drives, Grace navigates, one clock.');
}

/** The turn ends: both are told. Ada hands over with a line, and Grace goes on where she was. */
export async function swap(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  const over = 7 * 60_000;
  await ada.window.notifications.waitFor(/Your turn is over\. Grace drives next/, over);
  await grace.window.notifications.waitFor(/Ada's turn is over\. You drive next/);
  await ada.window.statusBar.waitFor(/^Swap \+/);
  await ada.window.editor.open('attention.py');
  await ada.window.editor.goTo(10);
  await stage.picture(
    'turn-over',
    'The turn is over. Both are told once; the clock shows overtime.',
  );
  await ada.window.notifications.click(/Your turn is over/, 'Hand over…');
  await ada.window.quickInput.waitFor('What were you about to do?');
  await ada.window.quickInput.type('Ablate the head that looks one back');
  await stage.picture('hand-over', 'Ada leaves one line of what she was about to do.');
  await ada.window.quickInput.submit();
  await grace.waitForRole('Driver');
  await ada.waitForRole('Navigator');
  await sameClock(ada, grace);
  await grace.window.notifications.waitFor(/You drive now\. Ada was at attention\.py:10/);
  await grace.window.notifications.waitFor(/Ada's work is here/);
  await stage.picture(
    'swapped',
    'Grace drives now: she has the line, and by git all that Ada has done.',
  );
  await grace.window.notifications.click(/You drive now/, 'Go to the place');
  await grace.window.editor.waitForCursor(10);
  await stage.picture('gone-to', 'One click, and she is where Ada was.');
}

/** Grace needs longer and finds that in the menu of the status bar: both clocks move. */
export async function extend(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await grace.window.statusBar.click(/^Driver /);
  await grace.window.quickInput.waitFor('What next?');
  await stage.picture(
    'menu',
    'The status bar has the menu: what can be done right now. Grace takes longer.',
  );
  await grace.window.quickInput.pick(/Extend the turn/);
  await grace.window.quickInput.pick('15 minutes');
  await ada.window.statusBar.waitFor(/^Navigator (?:19|20):/);
  await sameClock(ada, grace);
}

/** Both windows are reloaded in mid-session, the host's last, and come back by themselves. */
export async function reload(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await grace.window.reload();
  await grace.waitForRole('Driver');
  await sameClock(ada, grace);
  await ada.window.reload();
  await ada.waitForRole('Navigator');
  await sameClock(ada, grace);
  await ada.window.views.waitForTreeRow('Session', /Grace driver/);
  await stage.picture('reloaded', 'Both windows were reloaded and are back, with role and clock.');
}

/** Ada looks back and ends the session; both get the recap, and the session is among the past ones. */
export async function end(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await ada.window.runCommand('Interpair: End Session');
  await ada.window.notifications.waitForDialog(/End the session for everyone/);
  await stage.picture('end', 'Ada ends the session, and looks back first.');
  await ada.window.notifications.clickDialog('Look back, then end');
  await lookBack(stage);
  const name = await openRecap(ada, hypothesis);
  await openRecap(grace, hypothesis);
  await stage.picture('recap', 'The session has ended, and both have its recap.');
  const recap = `.interpair/sessions/${name}`;
  await stage.keep(ada, recap, recap.replace(/\.md$/, '.svg'), 'attention-1.png');
  console.log(`The recap is ${stage.folder}/project/${recap}.`);
}

/** Opens the recap of a session that has ended, once it is there, and returns the name of its file. */
export async function openRecap({ window }: PairedWindow, hypothesis: string): Promise<string> {
  const { text } = await window.notifications.waitFor(/^The session has ended.* recap/);
  const name = /recap(?: is in|,) (\S+\.md)/.exec(text)?.[1];
  if (name === undefined) {
    throw new Error(`The notice names no recap: ${text}`);
  }
  await window.notifications.click(/The session has ended/, 'Open recap');
  const preview = await window.views.webview(`Preview ${name}`);
  await preview.getByRole('heading', { name: hypothesis }).waitFor();
  await preview.getByRole('img', { name: /^Who drove when/ }).waitFor();
  await window.views.waitForTreeRow('Session', /Past sessions/);
  return name;
}
