/**
 * Draws, and if that removes the element in focus, moves the focus to where its place was: to the
 * question in the list it belonged to, or to the card.
 */
export function keepFocus(root: HTMLElement, draw: () => void): void {
  const before = document.activeElement;
  const question = before?.closest<HTMLElement>('[data-question]')?.dataset.question;
  const wasInside = before !== null && root.contains(before);
  draw();
  if (!wasInside || before.isConnected) {
    return;
  }
  const items = [...root.querySelectorAll<HTMLElement>('[data-question]')];
  const place = items.find((item) => item.dataset.question === question);
  (place ?? root.querySelector<HTMLElement>('#question'))?.focus();
}
