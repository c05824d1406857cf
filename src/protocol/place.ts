import * as v from 'valibot';
import type { Place } from '../core/question.ts';
import { limits } from './limits.ts';

const codeLine = v.pipe(
  v.string(),
  v.maxLength(limits.codeLine, `longer than ${limits.codeLine} characters`),
);

/** A place in the code as it crosses a boundary. */
export const placeSchema = v.strictObject({
  path: v.pipe(
    v.string(),
    v.maxLength(limits.path, `longer than ${limits.path} characters`),
    v.minLength(1, 'empty'),
  ),
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
