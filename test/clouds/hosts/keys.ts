import ssh2 from 'ssh2';
import { newKeyPair, type KeyPair } from '../../../modules/openstack/conversion/keys/openssh-key.ts';

export type { KeyPair };

/** A new pair of keys; the public one is a line `ssh-ed25519 AAAA…` without a comment. The ones that ssh2 makes are at times broken. */
export function makeKeyPair(): KeyPair {
  const { privateKey, publicKey } = newKeyPair('');
  return { privateKey, publicKey: publicKey.trim() };
}

/** What somebody shows who wants to be let in. */
export interface ShownKey {
  readonly key: { readonly algo: string; readonly data: Buffer };
  /** None if he asks only whether the key would do. */
  readonly signature?: Buffer;
  readonly blob?: Buffer;
  readonly hashAlgo?: string;
}

/** Whether a key is one of these lines, and whether who shows it has the private part. */
export function opens({ key, signature, blob, hashAlgo }: ShownKey, lines: readonly string[]): boolean {
  const line = lines.find((each) => each === `${key.algo} ${key.data.toString('base64')}`);
  if (line === undefined) return false;
  if (signature === undefined || blob === undefined) return true;
  const parsed = ssh2.utils.parseKey(line);
  return !(parsed instanceof Error) && parsed.verify(blob, signature, hashAlgo);
}
