import { createHash } from 'node:crypto';
import { templateError } from '../../errors.ts';
import { typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { alias, filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { bytesOf } from '../encoding/base64.ts';
import type { Value } from '../../value.ts';
import { passwordHashFilter } from './password-hash.ts';

export const hashFilters: readonly FilterEntry[] = [
  passwordHashFilter,
  filter('md5', '', (value) => digest('md5', bytesOf(value))),
  ...alias(
    filter('sha1', '', (value) => digest('sha1', bytesOf(value))),
    'checksum',
  ),
  filter('hash', '[hashtype]', (value, args) => digest(args.text('hashtype', 'sha1'), bytesOf(value))),
  filter('to_uuid', '[namespace]', toUuid),
  filter('crc32', '', (value) => {
    if (typeof value !== 'string')
      throw templateError(`Invalid value type (<class '${typeName(value)}'>) for crc32 (${str(value)})`);
    return crc32(bytesOf(value)).toString(16);
  }),
];

/** Python's names of hashes where Node has others. */
const nodeNames: Readonly<Record<string, string>> = {
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
};

const names = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', ...Object.keys(nodeNames)];

function digest(name: string, bytes: Uint8Array): string {
  const bare = name.toLowerCase();
  if (!names.includes(bare))
    throw templateError(`unsupported hash type ${name}`, `The hashes are: ${names.join(', ')}.`);
  return createHash(nodeNames[bare] ?? bare)
    .update(bytes)
    .digest('hex');
}

const ansibleNamespace = '361e6d51-faec-444a-9079-341386da8e2e';

/** A version 5 UUID (RFC 4122) of the text in a namespace. */
function toUuid(value: Value, args: FilterArguments): string {
  const namespace = args.text('namespace', ansibleNamespace);
  const bare = namespace.replace(/^urn:uuid:/, '').replace(/[{}-]/g, '');
  if (!/^[0-9a-fA-F]{32}$/.test(bare))
    throw templateError(`Invalid value '${namespace}' for 'namespace': badly formed hexadecimal UUID string`);
  const hash = createHash('sha1').update(Buffer.from(bare, 'hex')).update(bytesOf(value)).digest();
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash
    .subarray(0, 16)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
