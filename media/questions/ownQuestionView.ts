import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, type TemplateResult } from 'lit';
import { createRef, ref } from 'lit/directives/ref.js';
import { MOST_QUESTION_CHARACTERS } from '../../src/protocol/panelLimits.ts';
import { type Drafts, OWN_QUESTION } from './drafts.ts';
import { keys } from './keys.ts';
import { problemOf, textField } from './textField.ts';
import type { Post } from './vscodeApi.ts';

/** The field for a question of one's own. Enter asks it. */
export function ownQuestionView(post: Post, drafts: Drafts): TemplateResult {
  const view = createRef<HTMLElement>();
  const field = {
    name: OWN_QUESTION,
    label: 'Ask your own question',
    placeholder: 'Ask your own',
    key: keys.own,
    mostCharacters: MOST_QUESTION_CHARACTERS,
    elsewhere: 'an answer',
    submit: (text: string) => post({ type: 'askOwn', text }),
  };
  const press = () => {
    view.value?.querySelector('textarea')?.focus();
    const text = drafts.get(OWN_QUESTION).trim();
    if (text !== '' && problemOf(field, drafts) === undefined) {
      field.submit(text);
    }
  };
  return html`
    <div class="own" ${ref(view)}>
      ${textField(field, drafts)}
      <vscode-button secondary aria-label="Ask your own question" @click=${press}>Ask</vscode-button>
    </div>
  `;
}
