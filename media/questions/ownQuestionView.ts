import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { createRef, ref } from 'lit/directives/ref.js';
import { MOST_QUESTION_CHARACTERS } from '../../src/protocol/questionPanel.ts';
import { type Drafts, OWN_QUESTION } from './drafts.ts';
import { textOf } from './textOf.ts';
import type { Post } from './vscodeApi.ts';

/** The field for a question of one's own. Enter asks it. */
export function ownQuestionView(post: Post, drafts: Drafts): TemplateResult {
  const field = createRef<HTMLTextAreaElement>();
  const ask = () => {
    const text = drafts.get(OWN_QUESTION).trim();
    field.value?.focus();
    if (text !== '') {
      post({ type: 'askOwn', text });
    }
  };
  const onKeydown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && !event.repeat) {
      event.preventDefault();
      ask();
    }
  };
  return html`
    <div class="own">
      <textarea
        rows="1"
        aria-label="Ask your own question"
        placeholder="Ask your own"
        maxlength=${MOST_QUESTION_CHARACTERS}
        .value=${live(drafts.get(OWN_QUESTION))}
        ${ref(field)}
        @input=${(event: Event) => drafts.set(OWN_QUESTION, textOf(event))}
        @keydown=${onKeydown}
      ></textarea>
      <vscode-button secondary aria-label="Ask your own question" @click=${ask}>Ask</vscode-button>
    </div>
  `;
}
