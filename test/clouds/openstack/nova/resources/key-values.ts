import { badRequest } from '../errors.ts';
import { certificateFingerprint } from '../keys/certificate.ts';
import { makeCertificate } from '../keys/make-certificate.ts';
import { makeSshKey } from '../keys/make-ssh-key.ts';
import { sshFingerprint } from '../keys/ssh-key.ts';
import type { Keypair } from '../rows.ts';

/** What a key pair is made of. */
export interface KeyValues {
  readonly type: Keypair['type'];
  readonly publicKey: string;
  readonly fingerprint: string;
  /** Of a key that was made here. */
  readonly privateKey?: string;
}

/** The values of a key that the client brings. Refuses what is no key of its type with 400. */
export function importKey(type: Keypair['type'], publicKey: string): KeyValues {
  if (type === 'ssh') {
    const fingerprint = sshFingerprint(publicKey);
    if (fingerprint === undefined) throw invalid('failed to generate fingerprint');
    return { type, publicKey, fingerprint };
  }
  const result = certificateFingerprint(publicKey);
  if ('flaw' in result) {
    throw invalid(`failed to generate X509 fingerprint. Error message: ${result.flaw}`);
  }
  return { type, publicKey, fingerprint: result.fingerprint };
}

/** A new key, with the part that its user must keep. */
export function makeKey(type: Keypair['type'], userId: string): KeyValues {
  const { privateKey, publicKey } = type === 'ssh' ? makeSshKey() : makeCertificate(userId);
  return { ...importKey(type, publicKey), privateKey };
}

function invalid(reason: string): Error {
  return badRequest(`Keypair data is invalid: ${reason}`);
}
