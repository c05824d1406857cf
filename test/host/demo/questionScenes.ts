import type { Stage } from './stage.ts';

/** Grace asks what the panel suggests; Ada sees it, pinned to the code, answers, and goes there. */
export async function askAndAnswer(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  const hers = await grace.questionPanel();
  const question = (await hers.getByRole('heading', { level: 2 }).first().textContent())?.trim();
  if (question === undefined || question === '') {
    throw new Error('The card of the question panel is empty.');
  }
  await hers.getByText('Why this question').click();
  await stage.picture('question', 'Grace navigates: the panel has a question about this technique.');
  await hers.getByRole('button', { name: 'Ask', exact: true }).click();
  const his = await ada.questionPanel();
  const asked = his.getByRole('listitem').filter({ hasText: question });
  await asked.waitFor();
  await hers.getByRole('listitem').filter({ hasText: question }).waitFor();
  await ada.window.views.waitForTreeRow('Session', /open, Grace/);
  await stage.picture('asked', 'She asks it. It is in both windows, pinned to the line that Ada is at.');
  await asked.getByRole('button', { name: /attention\.py:\d+/ }).click();
  await ada.window.until('the line that the question is about', async () => {
    return (await ada.window.editor.activeTab()).name === 'attention.py';
  });
  await asked.getByRole('textbox').fill('No: on random weights the stripes are gone.');
  await asked.getByRole('button', { name: 'Breakthrough' }).click();
  await hers.getByText('the stripes are gone').waitFor();
  await grace.window.views.waitForTreeRow('Session', /breakthrough, Grace/);
  await hers.getByRole('textbox', { name: /own/i }).fill('Which token is at position 10?');
  await hers.getByRole('textbox', { name: /own/i }).press('Enter');
  await his.getByText('Which token is at position 10?').waitFor();
  await stage.picture('answered', 'A click on its place shows Ada the line; she answers, and Grace asks one of her own.');
}
