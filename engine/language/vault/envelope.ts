import { DroverError } from '../../diagnostics/drover-error.ts';

/** What a vault holds, versions 1.1 and 1.2. */
export interface Envelope {
  /** The vault id; version 1.2 only. */
  readonly id: string | undefined;
  readonly salt: Uint8Array;
  readonly hmac: Uint8Array;
  readonly ciphertext: Uint8Array;
}

const magic = '$ANSIBLE_VAULT;';

/** Whether content begins as a vault does. */
export function isVault(content: Uint8Array | string): boolean {
  if (typeof content === 'string') return content.startsWith(magic);
  return (
    Buffer.from(content.buffer, content.byteOffset, Math.min(content.length, magic.length)).toString(
      'latin1',
    ) === magic
  );
}

/** Reads a vault. Throws DroverError `vault-password` where it is damaged or of another kind. */
export function readEnvelope(content: Uint8Array, path: string): Envelope {
  const [header = '', ...lines] = Buffer.from(content).toString('latin1').trim().split(/\r?\n/);
  const [, version, cipher, ...label] = header.trim().split(';');
  if (version !== '1.1' && version !== '1.2') {
    throw damaged(path, `it is of version ${version ?? ''}, and only 1.1 and 1.2 can be read`);
  }
  if (cipher !== 'AES256') throw damaged(path, `its cipher is ${cipher ?? ''}, and only AES256 can be read`);
  const body = fromHex(lines.map((line) => line.trim()).join(''), path).toString('latin1');
  const [salt, hmac, ciphertext, ...further] = body.split('\n');
  if (salt === undefined || hmac === undefined || ciphertext === undefined || further.length > 0) {
    throw damaged(path, 'it does not have three parts: salt, HMAC and ciphertext');
  }
  return {
    id: version === '1.2' ? label.join(';') : undefined,
    salt: fromHex(salt, path),
    hmac: fromHex(hmac, path),
    ciphertext: fromHex(ciphertext, path),
  };
}

/** The text of a vault file, in lines of 80 characters. */
export function formatEnvelope({ id, salt, hmac, ciphertext }: Envelope): string {
  const parts = [salt, hmac, ciphertext].map((part) => Buffer.from(part).toString('hex')).join('\n');
  const hex = Buffer.from(parts, 'latin1').toString('hex');
  const header = id === undefined ? `${magic}1.1;AES256` : `${magic}1.2;AES256;${id}`;
  return [header, ...(hex.match(/.{1,80}/g) ?? [])].join('\n') + '\n';
}

function fromHex(hex: string, path: string): Buffer {
  if (hex.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(hex))
    throw damaged(path, 'it holds characters that are no hexadecimal digits');
  return Buffer.from(hex, 'hex');
}

function damaged(path: string, why: string): DroverError {
  return new DroverError('vault-password', {
    detail: `The vault ${path} cannot be read: ${why}.`,
    help: 'It may have been cut off or edited: take the file from its source again.',
  });
}
