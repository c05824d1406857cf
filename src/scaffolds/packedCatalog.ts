import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';
import * as v from 'valibot';
import { headerSchema, techniques } from './header.ts';
import { type Catalog, catalogOf } from './scaffold.ts';

/** The name of the file that holds the packed catalogue, in the folder of the built extension. */
export const packedCatalogFile = 'scaffolds.json.br';

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
 * The catalogue as the extension ships it: JSON, its headers read already, compressed as a whole.
 * Scaffolds share functions word for word, which a .vsix can't use: it compresses file by file.
 */
export async function packCatalog({ scaffolds }: Catalog): Promise<Buffer> {
  const json = Buffer.from(JSON.stringify(scaffolds));
  return promisify(brotliCompress)(json, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: json.length },
  });
}

/** @throws if it is not what `packCatalog` gives */
export async function unpackCatalog(packed: Uint8Array): Promise<Catalog> {
  const json = (await promisify(brotliDecompress)(packed)).toString('utf8');
  return catalogOf(v.parse(scaffoldsSchema, JSON.parse(json)));
}
