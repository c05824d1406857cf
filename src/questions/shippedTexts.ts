import * as v from 'valibot';

const textsSchema = v.strictObject({
  /** By the names of their files, in their order. */
  decks: v.record(v.string(), v.string()),
  reading: v.string(),
});

/** The decks and the reading list as the extension ships them: in YAML, as they are written. */
export type ShippedTexts = Readonly<v.InferOutput<typeof textsSchema>>;

/** @throws if it is none of that */
export function shippedTexts(content: unknown): ShippedTexts {
  return v.parse(textsSchema, content);
}
