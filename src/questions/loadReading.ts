import * as v from 'valibot';
import { parse } from 'yaml';
import { publicationSchema } from './deckSchema.ts';
import type { Reading } from './reading.ts';

const text = v.pipe(v.string(), v.minLength(1));
const work = v.strictObject({ ...publicationSchema.entries, why: text });
const works = v.array(work);

const readingSchema: v.GenericSchema<unknown, Reading> = v.strictObject({
  techniques: v.strictObject({
    gradient: works,
    attention: works,
    probe: works,
    activation: works,
    patching: works,
    lens: works,
    features: works,
    steering: works,
    remote: works,
  }),
  surveysAndBooks: works,
  job: v.array(v.strictObject({ ...work.entries, prompt: text })),
});

/**
 * Reads the reading list that Interpair ships.
 *
 * @throws if it is not one
 */
export function loadReading(yaml: string): Reading {
  return v.parse(readingSchema, parse(yaml));
}
