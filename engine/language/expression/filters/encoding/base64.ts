import { templateError } from '../../errors.ts';
import { str } from '../../python-text.ts';
import { Bytes, type Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { decodeText, encodeText, encodeUtf8 } from './codec.ts';

export const encodingFilters: readonly FilterEntry[] = [
  filter('b64encode', '[encoding]', (value, args) =>
    Buffer.from(bytesOf(value, args.text('encoding', 'utf-8'))).toString('base64'),
  ),
  filter('b64decode', '[encoding]', (value, args) =>
    decodeText(decodeBase64(str(value)), args.text('encoding', 'utf-8')),
  ),
];

/** The bytes of a value: its own, or its text in an encoding. */
export function bytesOf(value: Value, encoding = 'utf-8'): Uint8Array {
  if (value instanceof Bytes) return value.data;
  return encoding === 'utf-8' ? encodeUtf8(str(value)) : encodeText(str(value), encoding);
}

/** As Python reads it: characters that are none of the alphabet are passed over, the padding must be whole. */
function decodeBase64(text: string): Uint8Array {
  const digits = text.replace(/[^A-Za-z0-9+/=]/g, '');
  const end = digits.search(/={1,2}/);
  const data = (end === -1 ? digits : digits.slice(0, end)).replaceAll('=', '');
  const padding = end === -1 ? 0 : digits.length - end;
  if (data.length % 4 === 1) {
    throw templateError(
      `Invalid base64-encoded string: number of data characters (${data.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (data.length % 4 !== 0 && padding < 4 - (data.length % 4))
    throw templateError('Incorrect padding', 'The text was cut off, or it is no Base64.');
  return Buffer.from(data, 'base64');
}
