import { html, nothing, type TemplateResult } from 'lit';

/**
 * The keys of the panel, as `aria-keyshortcuts` names them. An element that carries one shows it, and
 * pressing the key does what a click on the element does, so what is not shown has no key either.
 */
export const keys = {
  ask: 'A',
  insertCheck: 'C',
  park: 'P',
  next: 'N',
  why: 'W',
  own: 'O',
  moveOn: 'M',
  answer: 'Enter',
  answered: 'D',
  breakthrough: 'B',
  reopen: 'R',
  place: 'G',
  help: '?',
} as const;

const isMac = /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** In a field, the key of a breakthrough, where Enter alone is an answer. */
export const strongEnter = isMac ? 'Meta+Enter' : 'Control+Enter';

/** Where in an asked question the focus has to be for a key of its own. */
export type KeyPlace = 'onItem' | 'inField';

/** A key as it is shown, on what it presses; the name that a screen reader says is without it. */
export function keyCap(key: string, where?: KeyPlace): TemplateResult {
  const shown = key.replace('Control+', 'Ctrl+').replace('Meta+', '⌘').replace('Enter', '↵');
  return html`<kbd class=${where ?? nothing} aria-hidden="true">${shown}</kbd>`;
}
