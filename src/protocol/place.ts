import * as v from 'valibot';
import type { Place } from '../core/question.ts';
import { limits } from './limits.ts';
import { longest } from './texts.ts';

const codeLine = longest(limits.codeLine);

/** A place in the code as it crosses a boundary. */
export const placeSchema = v.strictObject({
  path: v.pipe(longest(limits.path), v.minLength(1, 'empty')),
  line: countFrom(1),
  text: codeLine,
  lines: v.exactOptional(countFrom(2)),
  cell: v.exactOptional(countFrom(1)),
  before: v.exactOptional(codeLine),
  after: v.exactOptional(codeLine),
  twin: v.exactOptional(v.strictObject({ nth: countFrom(1), of: countFrom(2) })),
}) satisfies v.GenericSchema<Place>;

function countFrom(least: number) {
  return v.pipe(v.number(), v.safeInteger(), v.minValue(least));
}
