import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { QuestionCard, QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { type CardAction, cardActions, keys } from './shortcuts.ts';
import type { Post } from './vscodeApi.ts';

const labels: Readonly<Record<CardAction, string>> = {
  ask: 'Ask',
  insertCheck: 'Insert check',
  park: 'Park',
  next: 'Next',
};

/** The card: one question, what can be done with it, and why it is worth asking. */
export function cardView(model: QuestionPanelModel, post: Post): TemplateResult {
  const { card } = model;
  if (card === undefined) {
    return html`<p class="quiet">The deck has no questions.</p>`;
  }
  const about = [
    ...card.techniques.filter((technique) => technique !== 'any'),
    ...(card.place === undefined ? [] : [card.place]),
  ];
  return html`
    <section class="card" aria-labelledby="question">
      <h2 id="question" tabindex="-1">${card.question}</h2>
      ${about.length === 0 ? nothing : html`<p class="quiet">${about.join(' · ')}</p>`}
      ${model.sessionRunning ? nothing : sessionOffer(post)}
      <div class="actions">
        ${cardActions(model).map((action) => actionButton(action, card, post))}
      </div>
      ${keyed(card.question, reason(card, post))}
    </section>
  `;
}

function sessionOffer(post: Post): TemplateResult {
  return html`
    <p>In a session, your partner sees what you ask, and it goes into the record.</p>
    <div class="actions">
      <vscode-button @click=${() => post({ type: 'startSession' })}>Start a session</vscode-button>
    </div>
  `;
}

function actionButton(action: CardAction, card: QuestionCard, post: Post): TemplateResult {
  const key = keys[action];
  const label = html`${labels[action]}<kbd aria-hidden="true">${key}</kbd>`;
  const press = () => post({ type: action, id: card.id });
  switch (action) {
    case 'ask':
      return html`<vscode-button aria-keyshortcuts=${key} @click=${press}>${label}</vscode-button>`;
    case 'insertCheck':
      return html`<vscode-button
        secondary
        aria-keyshortcuts=${key}
        title=${card.check ?? nothing}
        @click=${press}
        >${label}</vscode-button
      >`;
    default:
      return html`<button class="plain" aria-keyshortcuts=${key} @click=${press}>${label}</button>`;
  }
}

function reason({ id, why, source }: QuestionCard, post: Post): TemplateResult {
  return html`
    <details>
      <summary>Why this question</summary>
      <p>${why}</p>
      ${
        source === 'practice'
          ? html`<p class="quiet">Common practice in the field.</p>`
          : html`<p class="quiet">
              ${source.authors}, ${source.year}:
              <button class="link" @click=${() => post({ type: 'openSource', id })}>${source.title}</button>
            </p>`
      }
    </details>
  `;
}
