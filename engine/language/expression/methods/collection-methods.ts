/** Methods of list, tuple, dict, set, int, float and bytes. */
import { templateError } from '../errors.ts';
import { dictDelete } from '../dict-keys.ts';
import { compare, dictGet, dictKey, dictSet, equals, iterate, numeric, pairsOf } from '../operations.ts';
import { repr } from '../python-text.ts';
import {
  makeTuple,
  makeView,
  PyFloat,
  PySet,
  type Bytes,
  type Dict,
  type Value,
  type View,
  type ViewType,
} from '../value.ts';
import type { Method } from './arguments.ts';

function indexOf(self: readonly Value[], value: Value | undefined, what: string): number {
  const index = self.findIndex((item) => equals(item, value ?? null));
  if (index === -1)
    throw templateError(
      what === 'tuple' ? 'tuple.index(x): x not in tuple' : `${repr(value ?? null)} is not in list`,
    );
  return index;
}

export const tupleMethods: Readonly<Record<string, Method<Value[]>>> = {
  count: (self, args) => self.filter((item) => equals(item, args.get(0) ?? null)).length,
  index: (self, args) => indexOf(self, args.get(0), 'tuple'),
};

export const listMethods: Readonly<Record<string, Method<Value[]>>> = {
  append: (self, args) => {
    self.push(args.raw(0) ?? null);
    return null;
  },
  clear: (self) => {
    self.length = 0;
    return null;
  },
  copy: (self) => [...self],
  count: (self, args) => self.filter((item) => equals(item, args.get(0) ?? null)).length,
  extend: (self, args) => {
    self.push(...iterate(args.get(0) ?? null));
    return null;
  },
  index: (self, args) => indexOf(self, args.get(0), 'list'),
  insert: (self, args) => {
    const at = args.integer(0, 0);
    self.splice(at < 0 ? Math.max(0, self.length + at) : at, 0, args.get(1) ?? null);
    return null;
  },
  pop: (self, args) => {
    const at = args.integer(0, -1);
    const index = at < 0 ? self.length + at : at;
    if (self.length === 0) throw templateError('pop from empty list');
    if (index < 0 || index >= self.length) throw templateError('pop index out of range');
    return self.splice(index, 1)[0] ?? null;
  },
  remove: (self, args) => {
    const index = self.findIndex((item) => equals(item, args.get(0) ?? null));
    if (index === -1) throw templateError('list.remove(x): x not in list');
    self.splice(index, 1);
    return null;
  },
  reverse: (self) => {
    self.reverse();
    return null;
  },
  sort: (self, args) => {
    const sign = args.get(9, 'reverse') === true ? -1 : 1;
    self.sort((a, b) => sign * compare(a, b));
    return null;
  },
};

export const dictMethods: Readonly<Record<string, Method<Dict>>> = {
  clear: (self) => {
    self.clear();
    return null;
  },
  copy: (self) => new Map(self),
  get: (self, args) => {
    const known = dictGet(self, args.get(0) ?? null);
    return known === undefined ? (args.raw(1) ?? null) : known;
  },
  items: (self) =>
    viewOf(
      'dict_items',
      [...self].map((entry) => makeTuple(entry)),
    ),
  keys: (self) => viewOf('dict_keys', self.keys()),
  pop: (self, args) => {
    const key = args.get(0) ?? null;
    const known = dictGet(self, key);
    const value = known === undefined ? args.raw(1) : known;
    if (value === undefined) throw templateError(repr(key));
    dictDelete(self, key);
    return value;
  },
  popitem: (self) => {
    const last = [...self].at(-1);
    if (last === undefined) throw templateError("'popitem(): dictionary is empty'");
    self.delete(last[0]);
    return makeTuple(last);
  },
  setdefault: (self, args) => {
    const key = args.get(0) ?? null;
    const known = dictGet(self, key);
    if (known !== undefined) return known;
    dictSet(self, key, args.raw(1) ?? null);
    return args.raw(1) ?? null;
  },
  update: (self, args, raw) => {
    const from = args.get(0);
    if (from !== undefined) for (const [key, value] of pairsOf(from)) dictSet(self, key, value);
    for (const [key, value] of raw.named) dictSet(self, key, value);
    return null;
  },
  values: (self) => viewOf('dict_values', self.values()),
};

function viewOf(typeName: ViewType, items: Iterable<Value>): View {
  const view = makeView(typeName, items, () => `${typeName}(${repr([...view])})`);
  return view;
}

function setOf(values: Iterable<Value>): PySet {
  return new PySet(new Map([...values].map((value) => [dictKey(value), value])));
}

export const setMethods: Readonly<Record<string, Method<PySet>>> = {
  add: (self, args) => {
    const value = args.get(0) ?? null;
    self.items.set(dictKey(value), value);
    return null;
  },
  copy: (self) => new PySet(new Map(self.items)),
  discard: (self, args) => {
    self.items.delete(dictKey(args.get(0) ?? null));
    return null;
  },
  difference: (self, args) =>
    new PySet(new Map([...self.items].filter(([key]) => !setOf(iterate(args.get(0) ?? [])).items.has(key)))),
  intersection: (self, args) =>
    new PySet(new Map([...self.items].filter(([key]) => setOf(iterate(args.get(0) ?? [])).items.has(key)))),
  union: (self, args) => setOf([...self.items.values(), ...iterate(args.get(0) ?? [])]),
  symmetric_difference: (self, args) => {
    const other = setOf(iterate(args.get(0) ?? []));
    return setOf(
      [
        ...[...self.items].filter(([key]) => !other.items.has(key)),
        ...[...other.items].filter(([key]) => !self.items.has(key)),
      ].map(([, value]) => value),
    );
  },
  issubset: (self, args) =>
    [...self.items.keys()].every((key) => setOf(iterate(args.get(0) ?? [])).items.has(key)),
  issuperset: (self, args) => iterate(args.get(0) ?? []).every((value) => self.items.has(dictKey(value))),
  update: (self, args) => {
    for (const value of iterate(args.get(0) ?? [])) self.items.set(dictKey(value), value);
    return null;
  },
};

export const integerMethods: Readonly<Record<string, Method<number | bigint>>> = {
  bit_length: (self) => (self == 0 ? 0 : BigInt(self < 0 ? -BigInt(self) : self).toString(2).length),
  conjugate: (self) => self,
};

export const floatMethods: Readonly<Record<string, Method<number | PyFloat>>> = {
  is_integer: (self) => self instanceof PyFloat,
  conjugate: (self) => self,
  as_integer_ratio: (self) => {
    let denominator = 1n;
    let value = Number(numeric(self));
    while (!Number.isInteger(value)) {
      value *= 2;
      denominator *= 2n;
    }
    return makeTuple([Number(BigInt(value)), Number(denominator)]);
  },
};

export const bytesMethods: Readonly<Record<string, Method<Bytes>>> = {
  decode: (self, args) => new TextDecoder(args.optionalText(0, 'encoding') ?? 'utf-8').decode(self.data),
};
