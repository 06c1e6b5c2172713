/** Methods of bytes: those of str, with a character for each byte. */
import { decodeText } from '../filters/encoding/codec.ts';
import { isSequence } from '../operations.ts';
import { Bytes, makeTuple, Tuple, type Value } from '../value.ts';
import { methodArguments, type Method } from './arguments.ts';

const shared = [
  ...[
    'capitalize',
    'center',
    'count',
    'endswith',
    'expandtabs',
    'find',
    'index',
    'isalnum',
    'isalpha',
    'isascii',
  ],
  ...['isdigit', 'islower', 'isspace', 'istitle', 'isupper', 'join', 'ljust', 'lower', 'lstrip', 'partition'],
  ...[
    'removeprefix',
    'removesuffix',
    'replace',
    'rfind',
    'rindex',
    'rjust',
    'rpartition',
    'rsplit',
    'rstrip',
  ],
  ...['split', 'splitlines', 'startswith', 'strip', 'swapcase', 'title', 'upper', 'zfill'],
];

function toText(value: Value): Value {
  if (value instanceof Bytes) return Buffer.from(value.data).toString('latin1');
  if (value instanceof Tuple) return makeTuple(Array.from(value, toText));
  return isSequence(value) ? value.map(toText) : value;
}

function toBytes(value: Value): Value {
  if (typeof value === 'string') return new Bytes(Buffer.from(value, 'latin1'));
  if (value instanceof Tuple) return makeTuple(Array.from(value, toBytes));
  return isSequence(value) ? value.map(toBytes) : value;
}

function onText(name: string, method: Method<string>): Method<Bytes> {
  return (self, _args, { positional, named }) => {
    const args = {
      positional: positional.map(toText),
      named: new Map([...named].map(([key, value]) => [key, toText(value)])),
    };
    return toBytes(method(Buffer.from(self.data).toString('latin1'), methodArguments(name, args), args));
  };
}

/** Methods of bytes by name, made from those of str. */
export function bytesMethods(
  ofText: Readonly<Record<string, Method<string>>>,
): Readonly<Record<string, Method<Bytes>>> {
  const made: Record<string, Method<Bytes>> = {
    decode: (self, args) => decodeText(self.data, args.optionalText(0, 'encoding') ?? 'utf-8'),
    hex: (self) => Buffer.from(self.data).toString('hex'),
  };
  for (const name of shared) {
    const method = ofText[name];
    if (method !== undefined) made[name] = onText(name, method);
  }
  return made;
}
