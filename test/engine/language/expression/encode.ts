import { isFloat } from '../../../../engine/language/expression/operations.ts';
import { repr, str } from '../../../../engine/language/expression/python-text.ts';
import { Bytes, PySet, Tuple, Undefined, type Value } from '../../../../engine/language/expression/value.ts';

/** A value as JSON that keeps Python's types apart, in the form that the cases have. */
export function encode(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (value instanceof Undefined) return { undefined: true };
  if (isFloat(value)) return { float: repr(value) };
  if (typeof value === 'number' || typeof value === 'bigint')
    return typeof value === 'number' && Math.abs(value) < 2 ** 53 ? value : { int: str(value) };
  if (value instanceof Tuple) return { tuple: Array.from(value, encode) };
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [encode(key), encode(item)]) };
  if (value instanceof Bytes) return { bytes: Buffer.from(value.data).toString('hex') };
  if (value instanceof PySet) {
    const items = [...value.items.values()].map(encode);
    return { set: items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
  }
  return { text: str(value) };
}
