import { createHash, X509Certificate } from 'node:crypto';

/** What an invite says of a certificate: SHA-256 of its DER, in base64url. */
export function fingerprintOf(certificate: string | Buffer): string {
  const der = typeof certificate === 'string' ? new X509Certificate(certificate).raw : certificate;
  return createHash('sha256').update(der).digest('base64url');
}
