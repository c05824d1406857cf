import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import {
  expiries,
  fits,
  type NumberRule,
  numberRules,
} from '../../../src/platform/settingRules.ts';

const number = v.object({
  type: v.picklist(['number', 'integer']),
  default: v.number(),
  minimum: v.number(),
  maximum: v.number(),
});

const manifest = v.parse(
  v.object({
    contributes: v.object({
      configuration: v.object({ properties: v.record(v.string(), v.looseObject({})) }),
    }),
  }),
  JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')),
);
const { properties } = manifest.contributes.configuration;

describe('what a setting may be', () => {
  it('is what the settings editor says, for each number', () => {
    const said = Object.entries(properties).flatMap(([key, property]) => {
      const parsed = v.safeParse(number, property);
      return parsed.success ? [[key.replace('interpair.', ''), parsed.output] as const] : [];
    });
    const rules: Readonly<Record<string, NumberRule>> = numberRules;
    assert.deepEqual(new Set(said.map(([key]) => key)), new Set(Object.keys(rules)));
    for (const [key, { type, minimum, maximum, default: usual }] of said) {
      const whole = type === 'integer' ? { isWhole: true } : {};
      assert.deepEqual(rules[key], { least: minimum, most: maximum, usual, ...whole }, key);
    }
  });

  it('is what the settings editor says, for the end of a turn', () => {
    const property = properties['interpair.turn.onExpiry'];
    assert.deepEqual([property?.enum, property?.default], [expiries, expiries[0]]);
  });

  it('is any number from the least to the most, and only a whole one where it has to be', () => {
    const rule = numberRules['turn.minutes'];
    assert.deepEqual(
      [0.1, 0.5, 1.5, 240].map((value) => fits(rule, value)),
      [true, true, true, true],
    );
    for (const value of [0, -5, 0.09, 240.1, 1e9, Number.NaN, '15', 'abc', null, [15], true]) {
      assert.equal(fits(rule, value), false, String(value));
    }
    assert.equal(fits(numberRules['break.afterTurns'], 0), true);
    assert.equal(fits(numberRules['break.afterTurns'], 1.5), false);
  });
});
