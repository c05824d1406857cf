import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { QuestionCard, QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { keyCap, keys } from './keys.ts';
import { plainButton } from './plainButton.ts';
import type { Post } from './vscodeApi.ts';

/** The card: one question, what can be done with it, and why it is worth asking. */
export function cardView(model: QuestionPanelModel, post: Post): TemplateResult {
  const { card, nudge } = model;
  if (card === undefined) {
    return html`<p class="quiet">The deck has no questions.</p>`;
  }
  const about = [
    ...card.techniques.filter((technique) => technique !== 'any'),
    ...(card.place === undefined ? [] : [card.place]),
  ];
  return html`
    <section class=${nudge === undefined ? 'card' : 'card nudged'} aria-labelledby="question">
      ${nudge === undefined ? nothing : html`<p class="nudge">${nudge}</p>`}
      <h2 id="question" tabindex="-1" dir="auto">${card.question}</h2>
      ${about.length === 0 ? nothing : html`<p class="quiet">${about.join(' · ')}</p>`}
      ${model.sessionRunning ? nothing : sessionOffer(post)}
      <div class="actions">
        ${actionsView(card, model.canAsk, post)}
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

function actionsView(card: QuestionCard, canAsk: boolean, post: Post): TemplateResult {
  const { id, check } = card;
  const ask = html`<vscode-button
    aria-keyshortcuts=${keys.ask}
    @click=${() => post({ type: 'ask', id })}
    >Ask${keyCap(keys.ask)}</vscode-button
  >`;
  const insertCheck = html`<vscode-button
    secondary
    aria-keyshortcuts=${keys.insertCheck}
    title=${check ?? nothing}
    @click=${() => post({ type: 'insertCheck', id })}
    >Insert check${keyCap(keys.insertCheck)}</vscode-button
  >`;
  const park = plainButton('Park', keys.park, () => post({ type: 'park', id }));
  return html`
    ${canAsk ? ask : nothing} ${check === undefined ? nothing : insertCheck}
    <div class="lesser">
      ${canAsk ? park : nothing}
      ${plainButton('Next', keys.next, () => post({ type: 'next', id }))}
    </div>
  `;
}

function reason({ id, why, source }: QuestionCard, post: Post): TemplateResult {
  return html`
    <details>
      <summary aria-keyshortcuts=${keys.why}>Why this question${keyCap(keys.why)}</summary>
      <p dir="auto">${why}</p>
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
