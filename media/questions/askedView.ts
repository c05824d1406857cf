import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { askedQuestionView } from './askedQuestionView.ts';
import type { Drafts } from './drafts.ts';
import { keyCap, keys } from './keys.ts';
import type { Post } from './vscodeApi.ts';

/** What has been asked in the session, newest first. */
export function askedView(model: QuestionPanelModel, post: Post, drafts: Drafts): TemplateResult {
  const open = model.asked.filter(({ outcome }) => outcome === 'open').length;
  return html`
    <section class="asked" aria-labelledby="asked">
      <h2 id="asked">Asked, ${model.asked.length}${open === 0 ? '' : ` (${open} open)`}</h2>
      ${
        model.asked.length === 0
          ? html`<p class="quiet">What either of you asks appears here.</p>`
          : html`
              ${keysOfTheList()}
              <ol>
                ${repeat(
                  model.asked,
                  ({ id }) => id,
                  (question) => askedQuestionView(question, model.canAsk, post, drafts),
                )}
              </ol>
            `
      }
    </section>
  `;
}

/** The keys that are not on a button, or only on those of the question in focus. */
function keysOfTheList(): TemplateResult {
  const pairs = [
    ['J K', 'down and up the questions'],
    ['Enter', 'write an answer'],
    ['D', 'answered'],
    ['B', 'breakthrough'],
    ['P', 'park'],
    ['R', 'reopen'],
    ['G', 'go to the code'],
    ['Esc', 'leave a field'],
  ] as const;
  return html`
    <details class="keys">
      <summary aria-keyshortcuts=${keys.help}>Keys${keyCap(keys.help)}</summary>
      <dl>
        ${pairs.map(
          ([shown, what]) => html`
            <dt>${shown.split(' ').map((key) => html`<kbd>${key}</kbd> `)}</dt>
            <dd>${what}</dd>
          `,
        )}
      </dl>
    </details>
  `;
}
