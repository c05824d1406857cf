import assert from 'node:assert/strict';
import { onAgenda, underWay } from './questionPanelModels.ts';
import type { QuestionPanelPage } from './questionPanelPage.ts';
import { usePanel } from './usePanel.ts';

const rate = 48_000;

/** Keeps what the panel plays from now on, in a context that renders it instead of a speaker. */
const listen = `
  window.played = [];
  window.AudioContext = class extends OfflineAudioContext {
    constructor() {
      super(1, ${rate}, ${rate});
      window.played.push(this);
    }
    close() { this.isClosed = true; }
  };
`;

/** The loudest of each hundredth of a second of what was played. */
const hear = `
  window.played[0].startRendering().then((sound) => {
    const samples = sound.getChannelData(0);
    return Array.from({ length: 100 }, (_, i) =>
      Math.max(...samples.subarray(i * ${rate / 100}, (i + 1) * ${rate / 100}).map(Math.abs)));
  })
`;

async function timesPlayed({ page }: QuestionPanelPage): Promise<number> {
  return page.evaluate<number>('window.played.length');
}

/** Waits until an expression holds in the panel. */
async function until({ page }: QuestionPanelPage, expression: string): Promise<void> {
  await page.evaluate(`new Promise((done) => {
    const look = () => (${expression} ? done() : requestAnimationFrame(look));
    look();
  })`);
}

describe('the sound of a turn that is over', function () {
  this.timeout(60_000);
  const open = usePanel();

  it('is played when the panel is told to, and by nothing that it shows', async () => {
    const panel = await open();
    await panel.page.evaluate(listen);
    await panel.show(underWay);
    await panel.show({ ...onAgenda, announcement: 'You drive.' });
    await panel.page.keyboard.press('n');
    assert.equal(await timesPlayed(panel), 0);
    await panel.receive({ type: 'chime' });
    assert.equal(await timesPlayed(panel), 1);
  });

  it('is short and soft, begins at once and fades out', async () => {
    const panel = await open(underWay);
    await panel.page.evaluate(listen);
    await panel.receive({ type: 'chime' });
    const loudness = await panel.page.evaluate<number[]>(hear);
    assert.ok(Math.max(...loudness.slice(0, 10)) > 0.02, 'heard at once');
    assert.ok(Math.max(...loudness) < 0.15, `${Math.max(...loudness)} of 1`);
    assert.ok(Math.max(...loudness.slice(38, 40)) < 0.01, 'faded out');
    assert.ok(Math.max(...loudness.slice(41)) === 0, 'silent after .4 s');
    // A leap from one sample to the next would click.
    assert.ok((loudness[0] ?? 1) < 0.06);
  });

  it('lets go of the speaker, also where the browser does not let it play', async () => {
    const panel = await open(underWay);
    await panel.page.evaluate(listen);
    await panel.receive({ type: 'chime' });
    await until(panel, 'window.played[0].isClosed');
  });

  it('comes out of a browser that allows it', async () => {
    const panel = await open(underWay);
    await panel.page.evaluate(`
      window.states = [];
      const Real = window.AudioContext;
      window.AudioContext = class extends Real {
        constructor() {
          super();
          this.addEventListener('statechange', () => window.states.push(this.state));
        }
      };
    `);
    await panel.page.keyboard.press('Tab');
    await panel.receive({ type: 'chime' });
    await until(panel, 'window.states.length === 2');
    assert.deepEqual(await panel.page.evaluate('window.states'), ['running', 'closed']);
  });
});
