/** Text of at most so many UTF-16 code units, with an ellipsis where it was cut. */
export function cutShort(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}
