/** What a number among the settings may be, and what it is where a settings file has anything else. */
export interface NumberRule {
  readonly least: number;
  readonly most: number;
  readonly isWhole?: true;
  readonly usual: number;
}

/** The same as in package.json, from where the settings editor has them. */
export const numberRules = {
  'turn.minutes': { least: 0.1, most: 240, usual: 15 },
  'turn.graceSeconds': { least: 0, most: 600, usual: 20 },
  'break.afterTurns': { least: 0, most: 50, isWhole: true, usual: 4 },
  'break.minutes': { least: 0.1, most: 120, usual: 5 },
  'questions.nudgeMinutes': { least: 0, most: 240, usual: 6 },
} as const satisfies Readonly<Record<string, NumberRule>>;

/** Of `turn.onExpiry`; the first is the usual one. */
export const expiries = ['ask', 'auto'] as const;

/** The settings that the turns of a new session go by, in the order of the settings editor. */
export const turnSettings = [
  ...(['turn.minutes', 'turn.onExpiry', 'turn.graceSeconds'] as const),
  ...(['break.afterTurns', 'break.minutes'] as const),
] as const;
export type TurnSetting = (typeof turnSettings)[number];

export function fits({ least, most, isWhole }: NumberRule, value: unknown): value is number {
  return (
    typeof value === 'number' &&
    value >= least &&
    value <= most &&
    (isWhole !== true || Number.isInteger(value))
  );
}
