/**
 * How wide a text is at most in a system's fonts, in pixels: what draws the picture has no fonts to
 * measure with, so each letter counts as the widest of its kind.
 */
export function textWidth(text: string, size: number): number {
  return size * [...text].reduce((sum, letter) => sum + letterWidth(letter), 0);
}

/** The text, or as much of it as fits with an ellipsis behind it; empty if nothing does. */
export function cutToWidth(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) {
    return text;
  }
  const letters = [...text];
  let room = width / size - letterWidth(ellipsis);
  const fitting = letters.findIndex((letter) => {
    room -= letterWidth(letter);
    return room < 0;
  });
  const cut = letters.slice(0, fitting).join('').trimEnd();
  return cut === '' ? '' : cut + ellipsis;
}

const ellipsis = '…';

function letterWidth(letter: string): number {
  if (/[ -~]/.test(letter)) {
    if (/[ijltfI.,:;'|!()[\] ]/.test(letter)) {
      return 0.4;
    }
    return /[mwMW@%]/.test(letter) ? 1 : /[A-Z&]/.test(letter) ? 0.78 : 0.64;
  }
  if (/\p{Mark}/u.test(letter)) {
    return 0;
  }
  return /[\u00a0-\u058f…]/.test(letter)
    ? 0.85
    : /[\u{fdf0}-\u{fdff}\u{12000}-\u{12543}]/u.test(letter)
      ? 4
      : 1.35;
}
