import { html, nothing, type TemplateResult } from 'lit';
import type { Outcome } from '../../src/core/question.ts';
import { MOST_ANSWER_CHARACTERS } from '../../src/protocol/panelLimits.ts';
import type { AskedQuestion } from '../../src/protocol/questionPanel.ts';
import type { Drafts } from './drafts.ts';
import { elementId } from './elementId.ts';
import { keyCap, keys, strongEnter } from './keys.ts';
import { plainButton } from './plainButton.ts';
import { problemOf, textField } from './textField.ts';
import type { Post } from './vscodeApi.ts';

/** A question that was asked: who, when, where, what came of it, and what can still be done about it. */
export function askedQuestionView(
  question: AskedQuestion,
  canResolve: boolean,
  post: Post,
  drafts: Drafts,
): TemplateResult {
  const { id, who, time, text, outcome, answers } = question;
  const name = elementId('question', id);
  return html`
    <li
      class=${outcome}
      tabindex="-1"
      data-question=${id}
      aria-labelledby=${name}
      aria-describedby=${`${name}-about`}
    >
      <p class="quiet about" id=${`${name}-about`}>
        <span>${time}</span>
        <bdi>${who}</bdi>
        ${placeOf(question, post)}
        <span class="outcome">${outcome}</span>
      </p>
      <p class="text" dir="auto" id=${name}>${text}</p>
      ${answers.map(
        (answer) => html`
          <blockquote><span class="quiet"><bdi>${answer.who}</bdi>:</span> <bdi>${answer.text}</bdi></blockquote>
        `,
      )}
      ${
        !canResolve
          ? nothing
          : outcome === 'open' || drafts.isOpen(id)
            ? answerView(question, post, drafts)
            : afterwardsView(question, post, drafts)
      }
    </li>
  `;
}

function placeOf({ id, place, placeGone }: AskedQuestion, post: Post) {
  if (place === undefined) {
    return nothing;
  }
  return html`
    <button
      class=${placeGone ? 'link gone' : 'link'}
      aria-keyshortcuts=${keys.place}
      @click=${() => post({ type: 'openPlace', id })}
    >
      ${place}${keyCap(keys.place, 'onItem')}
    </button>
    ${placeGone ? html`<span>line gone</span>` : nothing}
  `;
}

/** The field for an answer, and what else may come of the question. */
function answerView(question: AskedQuestion, post: Post, drafts: Drafts): TemplateResult {
  const { id, text, outcome: seen, answers } = question;
  const resolve = (outcome: Outcome) => {
    const answer = drafts.get(id).trim();
    const isNew = answer !== '' && answers.every((other) => other.text !== answer);
    if (problemOf(field, drafts) !== undefined) {
      return;
    }
    post({ type: 'setOutcome', id, outcome, seen, ...(isNew && { answer }) });
    if (!isNew) {
      drafts.discard(id); // Nothing more of it will arrive.
    }
  };
  // An answer more takes nothing back.
  const answered = seen === 'breakthrough' ? seen : 'answered';
  const field = {
    name: id,
    label: `What came of it: ${text}`,
    placeholder: 'What came of it',
    key: keys.answer,
    mostCharacters: MOST_ANSWER_CHARACTERS,
    elsewhere: 'a further answer',
    submit: (_answer: string, isStrong: boolean) => resolve(isStrong ? 'breakthrough' : answered),
    leave: () => drafts.close(id),
  };
  return html`
    ${textField(field, drafts)}
    <div class="actions" role="group" aria-label="Outcome" @mousedown=${keepFocusInField}>
      <button
        class="plain"
        aria-keyshortcuts=${`${keys.answered} ${keys.answer}`}
        @click=${() => resolve(answered)}
      >
        ${seen === 'open' ? 'Answered' : 'Add'}${keyCap(keys.answered, 'onItem')}${keyCap(keys.answer, 'inField')}
      </button>
      <button
        class="plain"
        aria-keyshortcuts=${`${keys.breakthrough} ${strongEnter}`}
        @click=${() => resolve('breakthrough')}
      >
        Breakthrough${keyCap(keys.breakthrough, 'onItem')}${keyCap(strongEnter, 'inField')}
      </button>
      ${seen === 'open' ? plainButton('Park', keys.park, () => resolve('parked'), 'onItem') : nothing}
    </div>
  `;
}

/**
 * Keys are shown where the focus is. Were they to change while the mouse is pressed, the buttons would move
 * from under it, and the click would be lost.
 */
function keepFocusInField(event: Event): void {
  event.preventDefault();
}

/** What can be done about a question that is settled, or put off: shown where the focus is. */
function afterwardsView(
  { id, outcome: seen }: AskedQuestion,
  post: Post,
  drafts: Drafts,
): TemplateResult {
  const set = (outcome: Outcome) => post({ type: 'setOutcome', id, outcome, seen });
  const openField = ({ currentTarget }: Event) => {
    const item = currentTarget instanceof Element ? currentTarget.closest('li') : null;
    drafts.open(id);
    item?.querySelector('textarea')?.focus();
  };
  return html`
    <div class="actions afterwards">
      ${plainButton('Add answer', keys.answer, openField, 'onItem')}
      ${seen === 'answered' ? plainButton('Breakthrough', keys.breakthrough, () => set('breakthrough'), 'onItem') : nothing}
      ${plainButton('Reopen', keys.reopen, () => set('open'), 'onItem')}
    </div>
  `;
}
