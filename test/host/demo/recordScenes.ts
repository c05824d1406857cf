import type { PairedWindow } from '../../support/pairedWindow.ts';
import type { Stage } from './stage.ts';

/** Where the line that Grace asks about stands in Ada's window, with the scaffold in it. */
const lineOfAda = 10;

const expected = 'One head of layer 1 looks at the word after the last occurrence';

/** Grace chooses an agenda; both see what is on now, and until when. */
export async function chooseAgenda(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await grace.window.runCommand('Interpair: Choose Agenda');
  await grace.window.quickInput.pick(/Understand/);
  for (const { window } of [ada, grace]) {
    await window.views.waitForTreeRow('Session', /until/);
  }
  await stage.picture('agenda', 'Grace chooses an agenda: what is on now, and until when.');
  await ada.closeNotifications();
  await grace.closeNotifications();
}

/** Ada says what she expects to see before she runs anything, and how sure she is. */
export async function predict(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  const { quickInput } = ada.window;
  await ada.window.runCommand('Interpair: Record Prediction');
  await quickInput.waitFor('What do we expect to see');
  await quickInput.submit(expected);
  await quickInput.waitFor('How sure are we');
  await stage.picture('prediction', 'Before the run, Ada says what she expects, and how sure.');
  await quickInput.pick(/^70/);
  await grace.window.views.waitForTreeRow('Session', /One head of layer 1/);
}

/** Grace selects code and asks about it. It stands in the gutter of both. */
export async function askAboutCode(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await grace.window.editor.open('attention.py');
  await grace.window.editor.goTo(5);
  await grace.window.page.keyboard.press('Shift+ArrowDown');
  await grace.window.page.keyboard.press('Shift+ArrowDown');
  await grace.window.runCommand('Interpair: Ask About This Code');
  await grace.window.quickInput.waitFor('Ask about attention.py');
  await grace.window.quickInput.submit('Does it hold for words that it has never seen in a run?');
  await ada.window.editor.open('attention.py');
  for (const [{ window }, line] of [
    [grace, 6],
    // The imports of the scaffold stand above.
    [ada, lineOfAda],
  ] as const) {
    await window.editor.goTo(1);
    await window.editor.waitForComments([line]);
  }
  await ada.window.page.keyboard.press('Alt+F9');
  await ada.window.page.locator('.review-widget .comments-container:focus').waitFor();
  await stage.picture(
    'at-the-code',
    'Grace selects two lines and asks about them. Ada opens the mark in the gutter.',
  );
  await ada.window.page.keyboard.press('Escape');
}

/** Grace settles the prediction; Ada records what they found, with its figure. */
export async function find(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await grace.window.runCommand('Interpair: Settle Prediction');
  await grace.window.quickInput.pick(/It came true/);
  await grace.window.quickInput.waitFor('What came instead');
  await grace.window.quickInput.submit('Two heads of layer 1 do');
  await ada.window.views.waitForTreeRow('Session', /One head of layer 1.* came true/);
  const { quickInput } = ada.window;
  await ada.window.runCommand('Interpair: Record Finding');
  await quickInput.waitFor('What did we find');
  await quickInput.submit('Heads of layer 1 look at the word after the last occurrence');
  await quickInput.waitFor('How sure are we');
  await quickInput.pick(/^90/);
  await quickInput.waitFor('Which figure shows it?');
  await stage.picture(
    'finding',
    'The prediction came true. Ada records a finding with its figure.',
  );
  await quickInput.pick(/attention-1\.png/);
  await quickInput.waitUntilClosed();
}

/** Grace records what led nowhere. */
export async function giveUp(stage: Stage): Promise<void> {
  const { grace } = stage;
  await grace.window.runCommand('Interpair: Record Dead End');
  await answerAll(grace, [
    ['What did we try?', 'A linear probe for the part of speech on the last layer'],
    ['What did we expect?', 'More than the control task gets'],
    ['What did we get?', 'The same as the control task'],
    ['Why did we stop?', 'The words of the sample are too few to tell'],
    ['When would we come back to it?', 'With a hundred times as many words'],
  ]);
  await grace.window.quickInput.waitUntilClosed();
}

/** What to read on the technique at hand. */
export async function read(stage: Stage): Promise<void> {
  const { ada } = stage;
  await ada.window.runCommand('Interpair: Open Reading List');
  await ada.window.until('the reading list', async () => {
    return (await ada.window.quickInput.items()).length > 3;
  });
  await stage.picture('reading', 'Ada opens the reading list: what to read first, and why.');
  await ada.window.quickInput.cancel();
}

/** Ada looks back, as the last thing before the session ends. */
export async function lookBack({ ada }: Stage): Promise<void> {
  await answerAll(ada, [
    ['What surprised us?', 'A random model has such heads too, only weaker'],
    ['What is next', 'Ada ablates the two heads together'],
    ['What would we do differently', 'Predict before every run, not before one'],
  ]);
}

async function answerAll(
  { window }: PairedWindow,
  answers: readonly (readonly [prompt: string, answer: string])[],
): Promise<void> {
  for (const [prompt, answer] of answers) {
    await window.quickInput.waitFor(prompt);
    await window.quickInput.submit(answer);
  }
}
