import { counted } from '../../core/time.ts';
import {
  expiries,
  fits,
  type NumberRule,
  numberRules,
  type TurnSetting,
  turnSettings,
} from '../../platform/settingRules.ts';
import { cutShort } from '../../util/cutShort.ts';

/** A setting that a new session does not go by, since it can't be what it is. */
export interface SettingMistake {
  /** With its prefix. */
  readonly setting: string;
  /** What it is, what it has to be, and what counts instead. */
  readonly sentence: string;
}

/** A value that someone wrote may be of any length. */
const longestValue = 40;

const instead: Readonly<Record<TurnSetting, string>> = {
  'turn.minutes': `a turn takes ${counted(numberRules['turn.minutes'].usual, 'minute')}`,
  'turn.onExpiry': 'you are asked when a turn is over',
  'turn.graceSeconds': `the grace period is ${counted(numberRules['turn.graceSeconds'].usual, 'second')}`,
  'break.afterTurns': `a break comes after ${counted(numberRules['break.afterTurns'].usual, 'turn')}`,
  'break.minutes': `a break takes ${counted(numberRules['break.minutes'].usual, 'minute')}`,
};

/**
 * The mistakes in the settings of turns and breaks, in the order of the settings editor.
 *
 * @param written what the person wrote for a setting, whatever that is, or else its default.
 */
export function settingMistakes(written: (key: TurnSetting) => unknown): readonly SettingMistake[] {
  return turnSettings.flatMap((key) => {
    const value = written(key);
    const needed = key === 'turn.onExpiry' ? choice(value) : range(numberRules[key], value);
    const setting = `interpair.${key}`;
    const shown = cutShort(JSON.stringify(value), longestValue);
    const sentence = `${setting} is ${shown}; it has to be ${needed}, so ${instead[key]}.`;
    return needed === undefined ? [] : [{ setting, sentence }];
  });
}

/** What it has to be; `undefined` if it is. */
function choice(value: unknown): string | undefined {
  return expiries.some((known) => known === value)
    ? undefined
    : expiries.map((known) => JSON.stringify(known)).join(' or ');
}

function range(rule: NumberRule, value: unknown): string | undefined {
  const { least, most, isWhole } = rule;
  const kind = isWhole ? 'a whole number ' : typeof value === 'number' ? '' : 'a number ';
  return fits(rule, value) ? undefined : `${kind}from ${least} to ${most}`;
}
