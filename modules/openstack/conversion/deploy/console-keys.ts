const BLOCK = /-----BEGIN SSH HOST KEY KEYS-----\r?\n([\s\S]*?)-----END SSH HOST KEY KEYS-----/g;
const LINE = /(?:ssh-ed25519|ecdsa-sha2-nistp\d+|ssh-rsa) AAAA[0-9A-Za-z+/]+={0,3}/;

/**
 * The public keys that cloud-init writes to the console when a host boots first; none while they are not there. Of
 * several such blocks the last counts: an image that was a server before may have shown its own. Consoles put time stamps
 * before lines.
 */
export function hostKeysOnConsole(text: string): readonly string[] {
  const block = [...text.matchAll(BLOCK)].at(-1)?.[1];
  return (block ?? '').split(/\r?\n/).flatMap((line) => LINE.exec(line)?.[0] ?? []);
}
