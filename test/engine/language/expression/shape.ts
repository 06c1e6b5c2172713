import { isFloat } from '../../../../engine/language/expression/operations.ts';
import { repr } from '../../../../engine/language/expression/python-text.ts';
import {
  Bytes,
  Callable,
  ObjectValue,
  PySet,
  Tuple,
  Undefined,
  type Value,
} from '../../../../engine/language/expression/value.ts';

/** A value in the form of the case files, which tells floats, large ints, tuples and dictionaries apart. */
export function shape(value: Value): unknown {
  if (isFloat(value)) return { float: repr(value) };
  if (typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Tuple) return { tuple: Array.from(value, shape) };
  if (Array.isArray(value)) return value.map(shape);
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [shape(key), shape(item)]) };
  if (value instanceof PySet) return { set: [...value.items.values()].map(repr).sort() };
  if (value instanceof Bytes) return { bytes: repr(value) };
  if (value instanceof Undefined) return { undefined: value.hint };
  return value instanceof Callable || value instanceof ObjectValue ? { other: value.typeName } : value;
}
