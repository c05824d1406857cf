import { generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';
import { type EpochMs, hour } from '../../core/time.ts';
import type { TlsCredentials } from '../machine.ts';
import { der } from './der.ts';

const day = 24 * hour;
const commonName = '2.5.4.3';
const ecdsaWithSha256 = '1.2.840.10045.4.3.2';

/**
 * Makes a key and a certificate for one session: ECDSA on P-256, signed by itself. It vouches for
 * nobody; the invite says which certificate it must be. Valid from a day before, for clocks that are
 * behind, for a year.
 */
export function makeCertificate(now: EpochMs): TlsCredentials {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = der.sequence(der.objectIdentifier(ecdsaWithSha256));
  const name = named('interpair session');
  // RFC 5280, section 4.1: version 3 is written 2, and the key is in its certificate's form already.
  const content = der.sequence(
    der.field(0, der.integer(Buffer.of(2))),
    der.integer(serialNumber()),
    algorithm,
    name,
    der.sequence(der.time(new Date(now - day)), der.time(new Date(now + 365 * day))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', content, privateKey);
  const certificate = der.sequence(content, algorithm, der.bits(signature));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: new X509Certificate(certificate).toString(),
  };
}

function named(value: string): Buffer {
  const attribute = der.sequence(der.objectIdentifier(commonName), der.utf8(value));
  return der.sequence(der.set(attribute));
}

/** Random and positive, in as few bytes as it can be: one bit set and one clear at the front. */
function serialNumber(): Uint8Array {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}
