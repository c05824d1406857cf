import type { Stage } from './stage.ts';

/** Grace asks what the panel suggests. Both see it, pinned to Ada's line. Returns the question. */
export async function ask(stage: Stage): Promise<string> {
  const { ada, grace } = stage;
  const graces = await grace.questionPanel();
  const question = (await graces.locator('#question').textContent())?.trim();
  if (question === undefined || question === '') {
    throw new Error('The card of the question panel is empty.');
  }
  await graces.getByText('Why this question').click();
  await stage.picture(
    'question',
    'Grace navigates: the panel has a question about this technique.',
  );
  await graces.getByRole('button', { name: 'Ask', exact: true }).click();
  const adas = await ada.questionPanel();
  await adas.getByRole('listitem').filter({ hasText: question }).waitFor();
  await graces.getByRole('listitem').filter({ hasText: question }).waitFor();
  await ada.window.views.waitForTreeRow('Session', /open, Grace/);
  await stage.picture('asked', 'She asks it. It is in both windows, pinned to the line of Ada.');
  return question;
}

/** Ada goes to the line of the question and says what the check found; Grace asks one of her own. */
export async function answer(stage: Stage, question: string, finding: string): Promise<void> {
  const { ada, grace } = stage;
  const adas = await ada.questionPanel();
  const graces = await grace.questionPanel();
  const asked = adas.getByRole('listitem').filter({ hasText: question });
  await asked.getByRole('button', { name: /attention\.py:\d+/ }).click();
  await ada.window.until('the line that the question is about', async () => {
    return (await ada.window.editor.activeTab()).name === 'attention.py';
  });
  await asked.getByRole('textbox').fill(finding);
  await asked.getByRole('button', { name: 'Breakthrough' }).click();
  await graces.getByText(finding).waitFor();
  await grace.window.views.waitForTreeRow('Session', /breakthrough, Grace/);
  await graces.getByRole('textbox', { name: /own/i }).fill('Which token is at position 10?');
  await graces.getByRole('textbox', { name: /own/i }).press('Enter');
  await adas.getByText('Which token is at position 10?', { exact: true }).waitFor();
  await stage.picture(
    'answered',
    'A click on its place shows Ada the line; she answers, and Grace asks one of her own.',
  );
}
