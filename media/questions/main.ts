import { render } from 'lit';
import {
  type FromQuestionPanel,
  parseToQuestionPanel,
  type QuestionPanelModel,
} from '../../src/protocol/questionPanel.ts';
import { Drafts } from './drafts.ts';
import { keepFocus } from './keepFocus.ts';
import { panelView } from './panelView.ts';
import { shortcut } from './shortcuts.ts';
import { panelStyles } from './styles.ts';

const api = acquireVsCodeApi();
const drafts = new Drafts(api);
let model: QuestionPanelModel | undefined;
/** The person asked for another card, so its question is spoken when it comes. */
let cardAwaited = false;

function post(message: FromQuestionPanel): void {
  cardAwaited ||= ['ask', 'park', 'next'].includes(message.type);
  api.postMessage(message);
}

function show(next: QuestionPanelModel | undefined): void {
  const root = document.getElementById('questions');
  if (root === null) {
    throw new Error('The document has no element with the id "questions".');
  }
  const question = next?.card?.question ?? '';
  const cardCame = cardAwaited && question !== model?.card?.question;
  const spoken = [next?.announcement ?? '', cardCame ? question : ''].filter((text) => text !== '');
  cardAwaited &&= !cardCame;
  if (next !== undefined) {
    drafts.settle(model, next);
  }
  model = next;
  keepFocus(root, () => render(panelView(next, spoken.join(' '), post, drafts), root));
}

if (panelStyles.styleSheet !== undefined) {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, panelStyles.styleSheet];
}

window.addEventListener('message', ({ data }) => {
  const message = parseToQuestionPanel(data);
  if (message !== undefined) {
    show(message.model);
  }
});

document.addEventListener('keydown', (event) => {
  const message = model === undefined ? undefined : shortcut(event, model);
  if (message !== undefined) {
    event.preventDefault();
    post(message);
  } else if (
    event.key === ' ' &&
    event.target instanceof HTMLElement &&
    event.target.matches('vscode-button')
  ) {
    // The button presses itself, but lets the page scroll as well.
    event.preventDefault();
  }
});

show(undefined);
post({ type: 'ready' });
