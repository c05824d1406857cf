import type { PairedWindow } from '../../support/pairedWindow.ts';
import { predict } from './recordScenes.ts';
import type { Stage } from './stage.ts';

/** Training the sample's model and importing PyTorch take their time on a small machine. */
const runLimit = 4 * 60_000;

/** What the check prints at its end. */
const checkResult = /heads unlike those of a random model/;

/** Ada inserts the attention scaffold, sees the names and imports of her file in it, and runs it. */
export async function attention(stage: Stage): Promise<void> {
  const { ada, grace } = stage;
  await openAtEnd(ada, 'attention.py', 10);
  await ada.window.runCommand('Interpair: Insert Scaffold');
  await ada.window.quickInput.waitFor('What do you want to look at?');
  await ada.window.quickInput.type('Attention patterns');
  await stage.picture('pick', 'Ada picks from the scaffolds.');
  await ada.window.quickInput.pick('Attention patterns', 'transformers');
  await ada.window.editor.waitForLine(/attention_patterns\(net, tok, prompt\)/);
  await grace.window.views.waitForTreeRow('Session', /Attention patterns/);
  await stage.picture(
    'attention',
    'The attention scaffold has the names of the file: net, tok, prompt.',
  );
  await predict(stage);
  await run(ada, 'attention.py', /share of attention on/);
  await ada.window.runCommand('View: Toggle Maximized Panel');
  await stage.picture(
    'attention-run',
    'It runs, and says how much attention goes to the first token.',
  );
  await closePanel(ada);
  await showPicture(ada, 'attention-1.png');
  await stage.picture(
    'attention-figure',
    'The picture: every head of a layer, tokens on both axes.',
  );
}

/** Ada inserts the sanity check of her picture below it, and runs it. Returns what it found. */
export async function sanityCheck(stage: Stage): Promise<string> {
  const { ada } = stage;
  await ada.window.editor.open('attention.py');
  await ada.window.page.keyboard.press('Control+End');
  await ada.window.runCommand('Interpair: Insert Sanity Check');
  await pickScaffold(ada, 'Attention against a random model', 'transformers');
  await ada.window.editor.waitForLine(/random/);
  const finding = await run(ada, 'attention.py', checkResult);
  await closePanel(ada);
  await showPicture(ada, 'attention-3.png');
  await stage.picture('check', 'The check: the same heads in a model with random weights.');
  return finding;
}

/** Grace takes her turn: she inserts the probe and the saliency scaffold, and runs both. */
export async function probeAndGradient(stage: Stage): Promise<void> {
  const { grace } = stage;
  await openAtEnd(grace, 'probe.py', 17);
  await grace.window.runCommand('Interpair: Insert Probe Scaffold');
  await pickScaffold(grace, 'Linear probe', 'transformers');
  await grace.window.editor.waitForLine(/pooled_hidden_states\(net, tok, sentences/);
  await stage.picture('probe', 'Grace drives: a linear probe, with baselines and a control task.');
  await run(grace, 'probe.py', /majority/);
  await closePanel(grace);
  await showPicture(grace, 'probe-1.png');
  await stage.picture('probe-run', 'The probe against guessing the majority and a control task.');
  await openAtEnd(grace, 'saliency.py', 33);
  await grace.window.runCommand('Interpair: Insert Gradient Scaffold');
  await pickScaffold(grace, 'Gradient saliency', 'torch');
  await grace.window.editor.waitForLine(/saliency/);
  await run(grace, 'saliency.py', /logit/);
  await closePanel(grace);
  await showPicture(grace, 'saliency-1.png');
  await stage.picture('saliency-run', 'Gradient saliency of a digit, beside the digit.');
}

/** Types its title, since the list is longer than the screen, and picks the one of a framework. */
async function pickScaffold(
  { window }: PairedWindow,
  title: string,
  framework: string,
): Promise<void> {
  await window.quickInput.waitFor('What do you want to look at?');
  await window.quickInput.type(title);
  await window.quickInput.pick(title, framework);
}

async function openAtEnd(person: PairedWindow, file: string, line: number): Promise<void> {
  await person.window.editor.open(file);
  await person.window.editor.goTo(line);
}

/** Runs a file in a new terminal and returns the line of its output that matches. */
async function run(person: PairedWindow, file: string, sign: RegExp): Promise<string> {
  const { editor, terminal } = person.window;
  await editor.save();
  await person.window.runCommand('Terminal: Create New Terminal');
  await terminal.type(`clear; python ${file}`);
  await terminal.waitForPrompt(runLimit);
  const lines = await terminal.lines();
  const found = lines.find((line) => sign.test(line));
  if (found === undefined) {
    throw new Error(`${file} did not print ${String(sign)}:\n${lines.join('\n')}`);
  }
  return found;
}

async function closePanel({ window }: PairedWindow): Promise<void> {
  await window.runCommand('Terminal: Kill All Terminals');
  await window.until('the panel to close', async () => {
    return !(await window.page.locator('.part.panel').isVisible());
  });
}

async function showPicture({ window }: PairedWindow, file: string): Promise<void> {
  await window.quickInput.openFile(file);
  await window.until(`the picture ${file}`, async () => {
    return (await window.editor.activeTab()).name === file;
  });
  // The size of the picture is shown once it is drawn.
  await window.statusBar.waitFor(/^\d+x\d+$/);
}
