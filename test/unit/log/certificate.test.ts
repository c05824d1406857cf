import assert from 'node:assert/strict';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { fingerprintOf } from '../../../src/log/fingerprint.ts';
import { makeCertificate } from '../../../src/log/server/certificate.ts';

const now = Date.UTC(2026, 10, 23, 12, 34, 56);

describe('the certificate of a session', () => {
  it('is signed with its own key, ECDSA on P-256', () => {
    const { key, certificate } = makeCertificate(now);
    const x509 = new X509Certificate(certificate);
    assert.ok(x509.verify(x509.publicKey));
    assert.ok(x509.checkPrivateKey(createPrivateKey(key)));
    assert.equal(x509.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1');
    assert.equal(x509.subject, 'CN=interpair session');
    assert.equal(x509.issuer, x509.subject);
  });

  it('is valid from a day ago for a year', () => {
    const x509 = new X509Certificate(makeCertificate(now).certificate);
    assert.equal(x509.validFromDate.getTime(), Date.UTC(2026, 10, 22, 12, 34, 56));
    assert.equal(x509.validToDate.getTime(), Date.UTC(2027, 10, 23, 12, 34, 56));
  });

  it('is valid for a year also where that takes another form of date', () => {
    const x509 = new X509Certificate(makeCertificate(Date.UTC(2049, 5, 1)).certificate);
    assert.equal(x509.validFromDate.getTime(), Date.UTC(2049, 4, 31));
    assert.equal(x509.validToDate.getTime(), Date.UTC(2050, 5, 1));
  });

  it('is another one each time, and so is its fingerprint', () => {
    const made = Array.from({ length: 20 }, () => makeCertificate(now));
    const x509s = made.map(({ certificate }) => new X509Certificate(certificate));
    assert.equal(new Set(x509s.map(({ serialNumber }) => serialNumber)).size, 20);
    assert.ok(x509s.every(({ serialNumber }) => serialNumber.length === 32));
    assert.equal(new Set(made.map(({ certificate }) => fingerprintOf(certificate))).size, 20);
  });

  it('has the fingerprint that Node tells, in fewer characters', () => {
    const { certificate } = makeCertificate(now);
    const { fingerprint256, raw } = new X509Certificate(certificate);
    const hex = Buffer.from(fingerprintOf(certificate), 'base64url').toString('hex');
    assert.equal(hex, fingerprint256.replaceAll(':', '').toLowerCase());
    assert.match(fingerprintOf(certificate), /^[A-Za-z0-9_-]{43}$/);
    assert.equal(fingerprintOf(raw), fingerprintOf(certificate));
  });
});
