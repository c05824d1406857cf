import { err, ok, type Result } from '../util/result.ts';

/** A larger file is more likely the wrong file than a deck: bytes on disk, or characters of its text. */
export const MOST_DECK_SIZE = 1_000_000;

/** For a file that is larger. */
export const tooLarge = `The file is larger than ${MOST_DECK_SIZE / 1_000_000} MB: split it into decks.`;

/**
 * The text of a deck's file, without a byte order mark.
 * @returns a sentence for its author where the bytes are no text in UTF-8.
 */
export function decodeDeck(bytes: Uint8Array): Result<string, string> {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return err('The file is in UTF-16: save it with the encoding UTF-8.');
  }
  if (bytes.includes(0)) {
    return err('The file holds no text: write a deck in YAML.');
  }
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return err('The file is not in UTF-8: save it with the encoding UTF-8.');
  }
}
