import { render } from 'lit';
import {
  type FromQuestionPanel,
  parseToQuestionPanel,
  type QuestionPanelModel,
} from '../../src/protocol/questionPanel.ts';
import { chime } from './chime.ts';
import { Drafts } from './drafts.ts';
import { keepFocus } from './keepFocus.ts';
import { news } from './news.ts';
import { panelView, type Spoken } from './panelView.ts';
import { obeyKey } from './shortcuts.ts';
import { panelStyles } from './styles.ts';

const root = rootOfPanel();
const api = acquireVsCodeApi();
const drafts = new Drafts(api, draw);
let model: QuestionPanelModel | undefined;
let spoken: Spoken = { text: '', count: 0 };
/** The person asked for another card, so its question is spoken when it comes. */
let cardAwaited = false;

function rootOfPanel(): HTMLElement {
  const element = document.getElementById('questions');
  if (element === null) {
    throw new Error('The document has no element with the id "questions".');
  }
  return element;
}

function post(message: FromQuestionPanel): void {
  cardAwaited ||= ['ask', 'park', 'next'].includes(message.type);
  api.postMessage(message);
}

function draw(): void {
  keepFocus(root, () => render(panelView(model, spoken, post, drafts), root));
}

function show(next: QuestionPanelModel): void {
  const question = next.card?.question ?? '';
  const cardCame = cardAwaited && question !== model?.card?.question;
  cardAwaited &&= !cardCame;
  const said = [...news(model, next), ...(cardCame ? [question] : [])];
  if (said.length > 0) {
    spoken = { text: said.join(' '), count: spoken.count + 1 };
  }
  // Once, when the reminder comes: a document that is made anew meanwhile does not glow again.
  const glows =
    root.classList.contains('glows') || (model !== undefined && model.nudge === undefined);
  root.classList.toggle('glows', next.nudge !== undefined && glows);
  drafts.settle(model, next);
  model = next;
  draw();
}

if (panelStyles.styleSheet !== undefined) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, panelStyles.styleSheet];
}

window.addEventListener('message', ({ data }) => {
  const message = parseToQuestionPanel(data);
  switch (message?.type) {
    case 'model':
      return show(message.model);
    case 'chime':
      return chime();
  }
});

document.addEventListener('keydown', (event) => {
  obeyKey(event, root);
  if (
    event.key === ' ' &&
    event.target instanceof Element &&
    event.target.matches('vscode-button')
  ) {
    // The button presses itself, but lets the page scroll as well.
    event.preventDefault();
  }
});

draw();
post({ type: 'ready' });
