/** Methods of list, tuple and dict. Source: Sequence and Mapping Types of Python's library reference. */
import { templateError } from '../errors.ts';
import { dictDelete } from '../dict-keys.ts';
import { compare, dictGet, dictSet, equals, isTruthy, iterate, pairsOf, typeName } from '../operations.ts';
import { repr } from '../python-text.ts';
import { makeTuple, makeView, type Dict, type Value, type View, type ViewType } from '../value.ts';
import type { Method, MethodArguments } from './arguments.ts';

function indexOf(self: readonly Value[], args: MethodArguments, what: string): number {
  const value = args.get(0) ?? null;
  const bound = (at: number): number => Math.max(0, at < 0 ? self.length + at : at);
  const [start, end] = [bound(args.integer(1, 0)), bound(args.integer(2, self.length))];
  const index = self.findIndex((item, at) => at >= start && at < end && equals(item, value));
  if (index === -1)
    throw templateError(
      what === 'tuple' ? 'tuple.index(x): x not in tuple' : `${repr(value)} is not in list`,
    );
  return index;
}

export const tupleMethods: Readonly<Record<string, Method<Value[]>>> = {
  count: (self, args) => self.filter((item) => equals(item, args.get(0) ?? null)).length,
  index: (self, args) => indexOf(self, args, 'tuple'),
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
  index: (self, args) => indexOf(self, args, 'list'),
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
    const key = args.get(9, 'key') ?? null;
    if (key !== null) throw templateError(`'${typeName(key)}' object is not callable`);
    const sign = isTruthy(args.get(9, 'reverse') ?? false) ? -1 : 1;
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
  fromkeys: (_self, args) => {
    const made: Dict = new Map();
    for (const key of iterate(args.get(0) ?? null)) dictSet(made, key, args.raw(1) ?? null);
    return made;
  },
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
