import { addressKey } from './coAuthors.ts';

/** A commit message with trailers beneath what a person wrote. */
export interface Trailered {
  readonly message: string;
  /** The end of the message that was added; empty where nothing was. */
  readonly added: string;
}

/**
 * Puts trailers beneath a message, which stays as it is, character by character. They join the trailers
 * that it ends with, as git reads them, or stand one blank line below it; co-authors whom it names
 * already are left out. A message without a word stays without trailers: git would take the first of
 * them for its subject.
 *
 * @param added what was added to the message before, which goes or stays as it is now due.
 */
export function withTrailers(message: string, trailers: readonly string[], added = ''): Trailered {
  const own = withoutTrailers(message, added);
  const named = new Set(coAuthorAddresses(own));
  const due = trailers.filter((trailer) =>
    coAuthorAddresses(trailer).every((address) => !named.has(address)),
  );
  if (due.length === 0 || !/\S/.test(own)) {
    return { message: own, added: '' };
  }
  const lineEnd = lineEndOf(message);
  const wanted = own + separator(own, lineEnd) + due.join(lineEnd);
  // Whoever types above the trailers ends and begins lines there; git makes the blank lines one.
  const isSame = asGitKeepsIt(message) === asGitKeepsIt(wanted);
  const result = isSame && message.startsWith(own) ? message : wanted;
  return { message: result, added: result.slice(own.length) };
}

/** A message without what was added to it, wherever a person has moved that. */
export function withoutTrailers(message: string, added: string): string {
  const lineEnd = lineEndOf(message);
  const ours = withLineEndsOf(message, added);
  if (message.endsWith(ours)) {
    return message.slice(0, message.length - ours.length);
  }
  const lines = new Set(ours.split(lineEnd).filter((line) => line !== ''));
  return message
    .split(lineEnd)
    .filter((line) => !lines.has(line))
    .join(lineEnd);
}

/** The addresses of the co-authors whom a message names, to be compared with others. */
export function coAuthorAddresses(message: string): readonly string[] {
  return [...message.matchAll(/^co-authored-by\s*:.*<([^<>\n]+)>/gim)].map(([, address = '']) =>
    addressKey(address),
  );
}

/** What stands between a message and the trailers below it. */
function separator(message: string, lineEnd: string): string {
  const space = message.slice(message.trimEnd().length);
  const newlines = space.split('\n').length - 1;
  const atStart = space.endsWith('\n') ? 0 : 1;
  return lineEnd.repeat(Math.max(atStart, (endsInTrailers(message) ? 1 : 2) - newlines));
}

/** Lines that git itself writes; beside them it takes other lines for part of the trailers. */
const written = /^(?:Signed-off-by: |\(cherry picked from commit )/;
const trailer = /^[A-Za-z0-9-]+[ \t]*:/;

/**
 * Whether the last paragraph is one of trailers, by the rule of `git interpret-trailers`: all lines are,
 * or at least a quarter where git wrote one of them. The first paragraph is the subject, whatever it says.
 */
function endsInTrailers(message: string): boolean {
  const paragraphs = message.trim().split(/\n[^\S\n]*\n/);
  const lines = paragraphs.at(-1)?.split('\n') ?? [];
  let trailers = 0;
  let others = 0;
  let isInTrailer = false;
  for (const line of lines) {
    isInTrailer = /^\s/.test(line) ? isInTrailer : written.test(line) || trailer.test(line);
    if (!isInTrailer) {
      others++;
    } else if (!/^\s/.test(line)) {
      trailers++;
    }
  }
  const isEnough = lines.some((line) => written.test(line))
    ? trailers * 3 >= others
    : trailers > 0 && others === 0;
  return paragraphs.length > 1 && isEnough;
}

/** A message as a commit has it: `git stripspace`. */
function asGitKeepsIt(message: string): string {
  const lines = message.split('\n').map((line) => line.trimEnd());
  return lines
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** A text with the line ends of a message: those of Windows come from a box that was given others. */
export function withLineEndsOf(message: string, text: string): string {
  return text.replace(/\r?\n/g, lineEndOf(message));
}

function lineEndOf(message: string): string {
  return message.includes('\r\n') ? '\r\n' : '\n';
}
