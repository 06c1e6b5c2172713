import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { bits, integer, marked, nothing, octets, oid, sequence, set, text, time } from './der.ts';
import type { MadeKey } from './make-ssh-key.ts';

const SHA256_WITH_RSA = sequence(oid('1.2.840.113549.1.1.11'), nothing());
const DATA = '1.2.840.113549.1.7.1';
const KEY_BAG = '1.2.840.113549.1.12.10.1.1';
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3';
const X509 = '1.2.840.113549.1.9.22.1';
const TEN_YEARS_MS = 3650 * 86_400_000;

/**
 * A new certificate for a user that is signed with its own key (RFC 5280), and that key with it as PKCS 12 in Base64
 * (RFC 7292), as Nova makes them for Windows. Here the key is neither encrypted nor sealed.
 */
export function makeCertificate(userId: string, now = Date.now()): MadeKey {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const name = sequence(set(sequence(oid('2.5.4.3'), text(userId))));
  const toSign = sequence(
    marked(0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    SHA256_WITH_RSA,
    name,
    sequence(time(now), time(now + TEN_YEARS_MS)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const certificate = sequence(toSign, SHA256_WITH_RSA, bits(sign('sha256', toSign, privateKey)));
  const bags = sequence(
    sequence(oid(KEY_BAG), marked(0, privateKey.export({ type: 'pkcs8', format: 'der' }))),
    sequence(oid(CERTIFICATE_BAG), marked(0, sequence(oid(X509), marked(0, octets(certificate))))),
  );
  const store = sequence(integer(Buffer.of(3)), contentOf(sequence(contentOf(bags))));
  const lines = certificate.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  return {
    publicKey: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    privateKey: store.toString('base64'),
  };
}

function contentOf(content: Uint8Array): Buffer {
  return sequence(oid(DATA), marked(0, octets(content)));
}
