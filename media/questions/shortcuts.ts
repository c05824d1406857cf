import { keys } from './keys.ts';

const letters: readonly string[] = Object.values(keys).filter((key) => key !== keys.answer);

/** What these do they do to the asked question that has the focus, and never to the card instead. */
const ofItems: readonly string[] = [
  keys.answer,
  keys.answered,
  keys.breakthrough,
  keys.park,
  keys.reopen,
  keys.place,
];

/** Does what a key stands for where the focus is. Nothing while something is typed. */
export function obeyKey(event: KeyboardEvent, root: HTMLElement): void {
  const target = event.composedPath()[0];
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || takesText(target)) {
    return;
  }
  const item =
    target instanceof Element
      ? (target.closest<HTMLElement>('[data-question]') ?? undefined)
      : undefined;
  const step = stepOf(event.key, item !== undefined);
  if (step !== 0) {
    event.preventDefault();
    moveFocus(root, item, step);
    return;
  }
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const isKey = letters.includes(key) || (key === keys.answer && target === item);
  const element = isKey && !event.repeat ? bearerOf(key, item, root) : null;
  if (element !== null) {
    event.preventDefault();
    press(element);
  }
}

/** The element that shows the key. */
function bearerOf(
  key: string,
  item: HTMLElement | undefined,
  root: HTMLElement,
): HTMLElement | null {
  const bearer = `[aria-keyshortcuts~="${key}"]`;
  return item !== undefined && ofItems.includes(key)
    ? item.querySelector(bearer)
    : root.querySelector(`${bearer}:not([data-question] *)`);
}

function press(element: HTMLElement): void {
  if (element instanceof HTMLTextAreaElement || element.localName === 'summary') {
    element.focus(); // Where it is then said that it was folded or unfolded.
  }
  if (!(element instanceof HTMLTextAreaElement)) {
    element.click();
  }
}

function stepOf(key: string, isInItem: boolean): -1 | 0 | 1 {
  switch (key) {
    case 'j':
    case 'J':
      return 1;
    case 'k':
    case 'K':
      return -1;
    case 'ArrowDown':
      return isInItem ? 1 : 0;
    case 'ArrowUp':
      return isInItem ? -1 : 0;
    default:
      return 0;
  }
}

/** From the card, which comes first, through the asked questions. */
function moveFocus(root: HTMLElement, from: HTMLElement | undefined, step: -1 | 1): void {
  const card = root.querySelector<HTMLElement>('#question');
  const items = [...root.querySelectorAll<HTMLElement>('[data-question]')];
  const index = from === undefined ? -1 : items.indexOf(from);
  const next = index + step;
  (next === -1 ? card : items[next])?.focus();
}

function takesText(target: EventTarget | undefined): boolean {
  return (
    target instanceof HTMLInputElement ||
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLElement && target.isContentEditable)
  );
}
