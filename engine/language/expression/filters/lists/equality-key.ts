import { equals, numeric, requireDefined } from '../../operations.ts';
import { Tuple, type Value } from '../../value.ts';

/** A text that is the same for values that are equal in Python; undefined for values that have no such text. */
function equalityKey(value: Value): string | undefined {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null) return 'None';
  const number = numeric(value);
  if (number !== undefined) return Number.isNaN(number) ? undefined : String(number);
  if (Array.isArray(value)) {
    const keys = Array.from(value, equalityKey);
    if (keys.includes(undefined)) return undefined;
    return value instanceof Tuple ? `(${keys.join(',')})` : `[${keys.join(',')}]`;
  }
  if (!(value instanceof Map)) return undefined;
  const members: string[] = [];
  for (const [key, item] of value) {
    const [left, right] = [equalityKey(key), equalityKey(item)];
    if (left === undefined || right === undefined) return undefined;
    members.push(`${left}:${right}`);
  }
  return `{${members.sort().join(',')}}`;
}

/** Members by Python's equality, found without comparing with each of them. */
export interface Members {
  readonly has: (value: Value) => boolean;
  readonly add: (value: Value) => void;
}

export function membersOf(values: Iterable<Value>): Members {
  const keys = new Set<string>();
  const others: Value[] = [];
  const members: Members = {
    has: (value) => {
      const key = equalityKey(requireDefined(value));
      return key === undefined ? others.some((each) => equals(each, value)) : keys.has(key);
    },
    add: (value) => {
      const key = equalityKey(requireDefined(value));
      if (key === undefined) others.push(value);
      else keys.add(key);
    },
  };
  for (const value of values) members.add(value);
  return members;
}
