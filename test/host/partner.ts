/** One of the two people for whom `npm start` opens a window. */
export interface Partner {
  /** `Partner A` or `Partner B`. */
  readonly label: string;
  /** The name that the others see. */
  readonly name: string;
  /** The project, a copy of the sample. */
  readonly folder: string;
  /** Whether the project is as an earlier run left it. */
  readonly kept: boolean;
  /** Settings and extensions of this person's VS Code; removed at the end. */
  readonly data: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** What to do first, and how to end, for the terminal. */
export function firstSteps(partners: readonly Partner[]): string {
  const kept = partners.some((partner) => partner.kept);
  return [
    'In the window of partner A press F1 and choose "Interpair: Start Paired Session".',
    'The invite is then on the clipboard. In the window of partner B press F1, choose',
    '"Interpair: Join Paired Session" and paste it.',
    '',
    'The projects are copies of sample/:',
    ...partners.map(({ label, folder }) => `  ${label}: ${folder}`),
    kept
      ? 'Your changes of last time are in them; "npm start -- --fresh" discards those.'
      : 'Your changes to them are kept until "npm start -- --fresh".',
    '',
    'Ctrl+C ends both.',
  ].join('\n');
}
