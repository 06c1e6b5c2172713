/** Type and key of a line of a public key, without options and comment: what tells one from another. */
export function keyOfLine(line: string): string | undefined {
  const words = line.trim().split(/\s+/);
  const at = words.findIndex((word) => word.startsWith('AAAA'));
  const [type, blob] = [words[at - 1], words[at]];
  return at < 1 || type === undefined || blob === undefined ? undefined : `${type} ${blob}`;
}

const FORM = /-----BEGIN OPENSSH PRIVATE KEY-----([\s\S]+?)-----END OPENSSH PRIVATE KEY-----/;

/**
 * The public key in the text of a private key of OpenSSH's own form, where it stands outside of what a passphrase
 * encrypts (PROTOCOL.key of OpenSSH); undefined for other texts.
 */
export function publicKeyIn(privateKey: string): string | undefined {
  const body = FORM.exec(privateKey)?.[1];
  if (body === undefined) return undefined;
  const bytes = Buffer.from(body, 'base64');
  try {
    let at = 'openssh-key-v1\0'.length;
    const next = (): Buffer => {
      const length = bytes.readUInt32BE(at);
      const value = bytes.subarray(at + 4, at + 4 + length);
      at += 4 + length;
      return value;
    };
    // Cipher, function of the passphrase, its settings; then the number of keys.
    for (let skipped = 0; skipped < 3; skipped += 1) next();
    at += 4;
    const blob = next();
    const type = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString('latin1');
    return /^[\w@.-]+$/.test(type) ? `${type} ${blob.toString('base64')}` : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
