import * as v from 'valibot';

/** Text of at most so many UTF-16 code units; the person who wrote it is told. */
export function longest(length: number) {
  return v.pipe(v.string(), v.maxLength(length, `longer than ${length} characters`));
}

/** Such a text that says something. */
export function written(length: number) {
  return v.pipe(longest(length), v.regex(/\S/, 'empty'));
}
