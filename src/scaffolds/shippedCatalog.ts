import * as v from 'valibot';
import { headerSchema, techniques } from './header.ts';
import { type Catalog, catalogOf } from './scaffold.ts';

const scaffoldsSchema = v.array(
  v.strictObject({
    ...headerSchema.entries,
    technique: v.picklist(techniques),
    method: v.string(),
    framework: v.string(),
    source: v.string(),
  }),
);

/**
 * The catalogue as the extension ships it: its scaffolds, their headers read already.
 *
 * @throws if it is none
 */
export function shippedCatalog(scaffolds: unknown): Catalog {
  return catalogOf(v.parse(scaffoldsSchema, scaffolds));
}
