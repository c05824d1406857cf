import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { QuestionPanelModel } from '../../src/protocol/questionPanel.ts';
import { askedQuestionView } from './askedQuestionView.ts';
import type { Drafts } from './drafts.ts';
import { keyCap, keys } from './keys.ts';
import type { Post } from './vscodeApi.ts';

/** What has been asked in the session, newest first. */
export function askedView(model: QuestionPanelModel, post: Post, drafts: Drafts): TemplateResult {
  const { asked, earlier = { count: 0, open: 0 } } = model;
  const open = asked.filter(({ outcome }) => outcome === 'open').length + earlier.open;
  return html`
    <section class="asked" aria-labelledby="asked">
      <h2 id="asked">Asked, ${asked.length + earlier.count}${open === 0 ? '' : ` (${open} open)`}</h2>
      ${
        asked.length === 0
          ? html`<p class="quiet">What either of you asks appears here.</p>`
          : html`
              ${keysOfTheList()}
              <ol>
                ${repeat(
                  asked,
                  ({ id }) => id,
                  (question) => askedQuestionView(question, model.canAsk, post, drafts),
                )}
              </ol>
              ${
                earlier.count === 0
                  ? nothing
                  : html`<p class="quiet">${earlier.count} earlier: they are in the recap so far.</p>`
              }
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
