import { createHash } from 'node:crypto';

/** The type of a public key from its wire form (RFC 4253, section 6.6): `ssh-ed25519`. */
export function keyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return key.subarray(4, 4 + length).toString('latin1');
}

/** As `ssh-keygen -l` shows it: `SHA256:` and base64 without padding. */
export function fingerprint(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

/** A key as a line of known_hosts or of a `.pub` file has it, without names and comment. */
export function keyLine(key: Buffer): string {
  return `${keyType(key)} ${key.toString('base64')}`;
}

/** Whether a pin is of this key: a fingerprint, or a public key line (with a host's name before it or without). */
export function isPinOf(pin: string, key: Buffer): boolean {
  const text = pin.trim();
  if (text.startsWith('SHA256:')) return text.replace(/=+$/, '') === fingerprint(key);
  return text.split(/\s+/).includes(key.toString('base64'));
}

/** The kind of key that a pin names; undefined for a fingerprint. */
export function typeOfPin(pin: string): string | undefined {
  return pin.split(/\s+/).find((word) => /^(ssh|ecdsa|sk)-[\w@.-]+$/.test(word));
}

/** Whether a text can be a pin at all. */
export function isPin(text: string): boolean {
  return (
    /^SHA256:[A-Za-z0-9+/]{43}=?$/.test(text.trim()) || /(?:^|\s)AAAA[A-Za-z0-9+/]+={0,2}(?:\s|$)/.test(text)
  );
}
