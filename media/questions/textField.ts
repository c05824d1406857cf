import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Drafts } from './drafts.ts';
import { elementId } from './elementId.ts';
import { keyCap } from './keys.ts';

interface TextField {
  /** Its name among the drafts. */
  readonly name: string;
  readonly label: string;
  readonly placeholder: string;
  /** The key that leads into it. */
  readonly key: string;
  readonly mostCharacters: number;
  /** Where the rest of a text that is too long may go. */
  readonly elsewhere: string;
  /** Given what is typed, trimmed: neither blank nor too long. */
  readonly submit: (text: string, isStrong: boolean) => void;
  /** Once Escape has left it. */
  readonly leave?: () => void;
}

/**
 * A field that grows with its text. Enter submits, with Ctrl or Cmd strongly; Escape leaves it for what it
 * belongs to. Too long a text stays in it, with a sentence that says so.
 */
export function textField(field: TextField, drafts: Drafts): TemplateResult {
  const { name, submit } = field;
  const problem = problemOf(field, drafts);
  const problemId = elementId('problem', name);
  const onKeydown = (event: KeyboardEvent) => {
    if (event.isComposing) {
      return;
    }
    if (event.key === 'Escape') {
      event.preventDefault();
      leave(event.currentTarget);
      field.leave?.();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      const text = drafts.get(name).trim();
      if (text !== '' && problem === undefined && !event.repeat) {
        submit(text, event.ctrlKey || event.metaKey);
      }
    }
  };
  return html`
    <div class="field">
      <textarea
        rows="1"
        dir="auto"
        aria-label=${field.label}
        aria-keyshortcuts=${field.key}
        aria-invalid=${problem === undefined ? nothing : 'true'}
        aria-describedby=${problem === undefined ? nothing : problemId}
        placeholder=${field.placeholder}
        .value=${live(drafts.get(name))}
        @input=${(event: Event) => drafts.set(name, textOf(event))}
        @keydown=${onKeydown}
      ></textarea>
      ${keyCap(field.key)}
    </div>
    ${problem === undefined ? nothing : html`<p class="problem" id=${problemId}>${problem}</p>`}
  `;
}

/** Why what is typed can't be submitted, in a sentence. */
export function problemOf(
  { name, mostCharacters, elsewhere }: Pick<TextField, 'name' | 'mostCharacters' | 'elsewhere'>,
  drafts: Drafts,
): string | undefined {
  const { length } = drafts.get(name).trim();
  const count = (characters: number) => characters.toLocaleString('en');
  return length <= mostCharacters
    ? undefined
    : `${count(length)} of at most ${count(mostCharacters)} characters: shorten it, or put the rest into ${elsewhere}.`;
}

function leave(field: EventTarget | null): void {
  if (field instanceof HTMLElement) {
    const home =
      field.closest<HTMLElement>('[data-question]') ?? document.getElementById('question');
    field.blur();
    home?.focus();
  }
}

function textOf({ currentTarget }: Event): string {
  return currentTarget instanceof HTMLTextAreaElement ? currentTarget.value : '';
}
