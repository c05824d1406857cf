import { html, type TemplateResult } from 'lit';
import { type KeyPlace, keyCap } from './keys.ts';

/** A quiet button that shows its key. */
export function plainButton(
  label: string,
  key: string,
  press: (event: Event) => void,
  where?: KeyPlace,
): TemplateResult {
  return html`<button class="plain" aria-keyshortcuts=${key} @click=${press}>
    ${label}${keyCap(key, where)}
  </button>`;
}
