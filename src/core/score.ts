/** What the field measures results by, as people print it. */
const measure =
  String.raw`(?:(?:balanced|test|val(?:idation)?|train(?:ing)?|held[- _]?out|mean|macro|micro|top[- _]?\d)[- _]?)*` +
  String.raw`(?:accuracy|acc|auroc|auc|f1|r2|r\u00b2|precision|recall|selectivity|faithfulness|completeness|recovered|correlation|explained[- _]variance|cross[- _]entropy|perplexity|logit[- _]diff(?:erence)?)`;

/** A number with a decimal point or a per cent sign: a count next to the word is no score. */
const number = String.raw`[-+]?(?:\d*\.\d+(?:e[-+]?\d+)?\s?%?|\d+\s?%|[01](?![\w.%]))`;

const scorePattern = new RegExp(
  String.raw`(?<!\w)(${measure})(?![a-z])(?:[^\d\n]{0,12}?[\s:=]\s*|[^\n]{0,40}?[:=]\s*)(${number})`,
  'giu',
);

/** Colours and cursor movements of a terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal's sequences begin.
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;

/** A line longer than this holds data, and no sentence for a person. */
const longestLine = 400;

/**
 * The last score that a text prints for a person to read, such as `accuracy 0.93`; `undefined` if it
 * prints none. Only the measure and its number are returned, whatever else stands on the line.
 *
 * @param output as a program printed it, colours and progress bars included.
 */
export function scoreIn(output: string): string | undefined {
  const lines = output.replace(escapes, '').split('\n').reverse();
  for (const line of lines) {
    const shown = line.trimEnd().split('\r').at(-1) ?? '';
    const found = shown.length > longestLine ? undefined : [...shown.matchAll(scorePattern)].at(-1);
    const [, name, value] = found ?? [];
    if (name !== undefined && value !== undefined) {
      return `${name} ${value.trim()}`;
    }
  }
  return undefined;
}
