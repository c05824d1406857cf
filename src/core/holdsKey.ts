/** How the keys of those services begin whose keys stand in the code of the field most. */
const issued =
  /(?<![\w-])(?:(?:hf_|gh[opsu]_|AKIA)[A-Za-z0-9]{16,}|(?:github_pat_|sk-|glpat-|xox[abprs]-|AIza)[\w-]{20,})/;

/** A text in quotes, which may be cut off, for something whose name says that it is nobody's business. */
const named =
  /(?:api[_-]?key|secret|passw(?:or)?d|credentials?)["']?\]?\s*[:=]\s*[a-z]?["'][^"']{8,}/i;

/** So are tokens, but most of those in this field are words. */
const token = /token["']?\]?\s*[:=]\s*[a-z]?["'][\w.-]{20,}/i;

/** Whether a line of code seems to hold a key or a password itself, and not just the name of one. */
export function holdsKey(line: string): boolean {
  return issued.test(line) || named.test(line) || token.test(line);
}
