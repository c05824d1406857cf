import assert from 'node:assert/strict';
import {
  clockText,
  exactSpanText,
  hour,
  minute,
  second,
  spanText,
} from '../../../src/core/time.ts';

describe('a clock that counts down', () => {
  for (const [span, text] of [
    [0, '00:00'],
    [-5 * second, '00:00'],
    [1, '00:01'],
    [59 * second, '00:59'],
    [59.001 * second, '01:00'],
    [12 * minute + 40 * second, '12:40'],
    [61 * minute + 5 * second, '1:01:05'],
    [4 * hour, '4:00:00'],
  ] as const) {
    it(`shows ${span} ms as ${text}`, () => assert.equal(clockText(span), text));
  }
});

describe('a span in words', () => {
  for (const [span, text] of [
    [0, '0 seconds'],
    [second, '1 second'],
    [20 * second, '20 seconds'],
    [minute, '1 minute'],
    [42.4 * minute, '42 minutes'],
  ] as const) {
    it(`says ${span} ms as ${text}`, () => assert.equal(spanText(span), text));
  }
});

describe('a span in words that keeps its minutes', () => {
  for (const [span, text] of [
    [20 * second, '20 seconds'],
    [70 * minute, '70 minutes'],
    [150 * minute, '2 hours 30 minutes'],
    [119.7 * minute, '2 hours'],
    [2 * hour + minute, '2 hours 1 minute'],
    [31 * hour + 10 * minute, '31 hours 10 minutes'],
  ] as const) {
    it(`says ${span} ms as ${text}`, () => assert.equal(exactSpanText(span), text));
  }
});
