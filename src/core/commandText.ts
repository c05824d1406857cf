import { holdsKey } from './holdsKey.ts';

/** What shows a key on a command line, which needs no quotes there; its name alone, or that of a variable, does not. */
const keys: readonly RegExp[] = [
  // A variable of such a name, of a shell, of PowerShell or in `os.environ`.
  /(?:^|[\s;&|("':])\w*(?:KEY|TOKEN|SECRET|PASS|PASSWD|PASSWORD|CREDENTIALS?)(?:["']\])?=["']?[^\s"'$]/,
  // An option. In the plural they are words and tensors.
  /\s--?(?:[a-z]+[-_.])*(?:api|auth|access)?(?:key|token|secret|passw(?:or)?d)(?:=|\s+)["']?[^\s"'$-]/i,
  // A setting, as of Hydra, or a variable in small letters.
  /(?:^|[\s;&|("'])\+{0,2}(?:[a-z]+[-_.])*(?:api|auth|access)?(?:key|token|secret|passw(?:or)?d)=["']?[^\s"'$]/i,
  // A header.
  /(?:key|token|secret|password|authorization): *[^\s"'$]/i,
  /\bhttps?:\/\/[^\s/@]+@/i,
  /\bsshpass\s+-p/,
  /:\/\/[^\s/:@]*:[^\s/@]+@/,
  /\b(?:bearer|basic)\s+[\w.~+/=-]{8,}/i,
  /\s(?:-u|--user)[\s=]*["']?[^\s:"'$]+:[^\s"'$]/,
  // As keys of Weights & Biases are.
  /(?<!\w)[0-9a-f]{32,}(?!\w)/i,
];

/** The folders of a path that begins at the root, in a home or on a drive. */
const folders = /(?<=^|[\s"'=])(?:~[\w-]*|[A-Za-z]:)?[\\/](?:[^\s"'\\/]+[\\/])*(?=[^\s"'\\/])/g;

/**
 * What a command line runs, to tell it to others: its first line, without the folders of the person's
 * own machine. `undefined` where there is nothing to tell, and where the line seems to hold a key.
 */
export function commandText(commandLine: string): string | undefined {
  if (holdsKey(commandLine) || keys.some((key) => key.test(commandLine))) {
    return undefined;
  }
  const [first = ''] = commandLine.trim().split(/[\r\n]/);
  const text = first.replaceAll(/[\s\p{Cc}]+/gu, ' ').replaceAll(folders, '');
  return text.trim() === '' ? undefined : text.trim();
}
