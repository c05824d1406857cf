/** Letters that are written from right to left. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
/** What reorders a line, or takes no space in it: neither is text. Joiners are, in some scripts. */
const unseen = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text with its white space collapsed, and without what nobody sees in it. */
export function onOneLine(text: string): string {
  return wellFormed(text)
    .replace(unseen, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Half a character, as where a text was cut, is none. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\ufffd');
}

/** Kept from reordering the digits and marks that follow it. */
export function isolated(shown: string): string {
  return rightToLeft.test(shown) ? `\u2068${shown}\u2069` : shown;
}
