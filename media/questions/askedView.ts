import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Outcome } from '../../src/core/question.ts';
import {
  type AskedQuestion,
  MOST_ANSWER_CHARACTERS,
  type QuestionPanelModel,
} from '../../src/protocol/questionPanel.ts';
import type { Drafts } from './drafts.ts';
import { textOf } from './textOf.ts';
import type { Post } from './vscodeApi.ts';

const resolutions = [
  ['answered', 'Answered'],
  ['parked', 'Parked'],
  ['breakthrough', 'Breakthrough'],
] as const;

/** What has been asked in the session, newest first, each with its outcome or a field to answer it. */
export function askedView(model: QuestionPanelModel, post: Post, drafts: Drafts): TemplateResult {
  const open = model.asked.filter(({ outcome }) => outcome === 'open').length;
  return html`
    <section aria-labelledby="asked">
      <h2 id="asked">Asked, ${model.asked.length}${open === 0 ? '' : ` (${open} open)`}</h2>
      ${
        model.asked.length === 0
          ? html`<p class="quiet">What either of you asks appears here.</p>`
          : html`<ol>
              ${repeat(
                model.asked,
                ({ id }) => id,
                (question) => askedQuestion(question, model.canAsk, post, drafts),
              )}
            </ol>`
      }
    </section>
  `;
}

function askedQuestion(
  question: AskedQuestion,
  canResolve: boolean,
  post: Post,
  drafts: Drafts,
): TemplateResult {
  const { id, who, time, text, outcome, answers, place } = question;
  return html`
    <li class=${outcome} tabindex="-1" data-question=${id}>
      <p class="quiet about">
        <span>${time}</span>
        <span>${who}</span>
        ${
          place === undefined
            ? nothing
            : html`<button class="link" @click=${() => post({ type: 'openPlace', id })}>
                ${place}
              </button>`
        }
        <span class="outcome">${outcome}</span>
      </p>
      <p class="text">${text}</p>
      ${answers.map((answer) => html`<blockquote>${answer.text}</blockquote>`)}
      ${
        !canResolve
          ? nothing
          : outcome === 'open' || drafts.get(id) !== ''
            ? answerFields(question, post, drafts)
            : outcome === 'parked'
              ? html`<button
                  class="link"
                  @click=${() => post({ type: 'setOutcome', id, outcome: 'open' })}
                >
                  Reopen
                </button>`
              : nothing
      }
    </li>
  `;
}

function answerFields({ id, text }: AskedQuestion, post: Post, drafts: Drafts): TemplateResult {
  const resolve = (outcome: Outcome) => {
    const answer = drafts.get(id).trim();
    post({ type: 'setOutcome', id, outcome, ...(answer !== '' && { answer }) });
  };
  const onKeydown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && !event.repeat) {
      event.preventDefault();
      if (drafts.get(id).trim() !== '') {
        resolve('answered');
      }
    }
  };
  return html`
    <textarea
      rows="1"
      aria-label=${`What came of it: ${text}`}
      placeholder="What came of it"
      maxlength=${MOST_ANSWER_CHARACTERS}
      .value=${live(drafts.get(id))}
      @input=${(event: Event) => drafts.set(id, textOf(event))}
      @keydown=${onKeydown}
    ></textarea>
    <div class="actions" role="group" aria-label="Outcome">
      ${resolutions.map(
        ([outcome, label]) =>
          html`<vscode-button secondary @click=${() => resolve(outcome)}>${label}</vscode-button>`,
      )}
    </div>
  `;
}
