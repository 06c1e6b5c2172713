/** Methods of set. Source: Set Types of Python's library reference. */
import { templateError } from '../errors.ts';
import { dictKey, iterate } from '../operations.ts';
import { repr } from '../python-text.ts';
import { PySet, type Value } from '../value.ts';
import type { Method } from './arguments.ts';

/** A set of values; of equal ones the first. */
export function setOf(values: Iterable<Value>): PySet {
  const items = new Map<Value, Value>();
  for (const value of values) if (!items.has(dictKey(value))) items.set(dictKey(value), value);
  return new PySet(items);
}

function keep(self: PySet, test: (key: Value) => boolean): PySet {
  return new PySet(new Map([...self.items].filter(([key]) => test(key))));
}

export const setMethods: Readonly<Record<string, Method<PySet>>> = {
  add: (self, args) => {
    const value = args.get(0) ?? null;
    if (!self.items.has(dictKey(value))) self.items.set(dictKey(value), value);
    return null;
  },
  clear: (self) => {
    self.items.clear();
    return null;
  },
  copy: (self) => new PySet(new Map(self.items)),
  difference: (self, _args, { positional }) => {
    const others = positional.map((other) => setOf(iterate(other)));
    return keep(self, (key) => !others.some((other) => other.items.has(key)));
  },
  discard: (self, args) => {
    self.items.delete(dictKey(args.get(0) ?? null));
    return null;
  },
  intersection: (self, _args, { positional }) => {
    const others = positional.map((other) => setOf(iterate(other)));
    return keep(self, (key) => others.every((other) => other.items.has(key)));
  },
  isdisjoint: (self, args) => iterate(args.get(0) ?? null).every((value) => !self.items.has(dictKey(value))),
  issubset: (self, args) => {
    const other = setOf(iterate(args.get(0) ?? null));
    return [...self.items.keys()].every((key) => other.items.has(key));
  },
  issuperset: (self, args) => iterate(args.get(0) ?? null).every((value) => self.items.has(dictKey(value))),
  pop: (self) => {
    const [first] = self.items;
    if (first === undefined) throw templateError("'pop from an empty set'");
    self.items.delete(first[0]);
    return first[1];
  },
  remove: (self, args) => {
    const value = args.get(0) ?? null;
    if (!self.items.delete(dictKey(value))) throw templateError(repr(value));
    return null;
  },
  symmetric_difference: (self, args) => {
    const other = setOf(iterate(args.get(0) ?? null));
    const own = keep(self, (key) => !other.items.has(key));
    return new PySet(new Map([...own.items, ...keep(other, (key) => !self.items.has(key)).items]));
  },
  union: (self, _args, { positional }) =>
    setOf([...self.items.values(), ...positional.flatMap((other) => iterate(other))]),
  update: (self, _args, { positional }) => {
    for (const value of positional.flatMap((other) => iterate(other))) {
      if (!self.items.has(dictKey(value))) self.items.set(dictKey(value), value);
    }
    return null;
  },
};
