import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

/**
 * Content as the extension ships it: JSON, compressed as a whole. Scaffolds share functions word for word
 * and questions their fields, which a .vsix can't use: it compresses file by file.
 */
export async function pack(content: unknown): Promise<Buffer> {
  const json = Buffer.from(JSON.stringify(content));
  return promisify(brotliCompress)(json, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: json.length },
  });
}

/** @throws if it is not what `pack` gives */
export async function unpack(packed: Uint8Array): Promise<unknown> {
  return JSON.parse((await promisify(brotliDecompress)(packed)).toString('utf8'));
}
