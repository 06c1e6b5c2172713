/** Attributes that values have by Python's data model: `__class__`, `__len__`, the parts of numbers. */
import { methodArguments, type MethodArguments } from './methods/arguments.ts';
import { dictDelete } from './dict-keys.ts';
import { templateError } from './errors.ts';
import {
  contains,
  dictGet,
  dictSet,
  equals,
  isFloat,
  isMapping,
  isSequence,
  length,
  makeFloat,
  numeric,
  typeName,
} from './operations.ts';
import { repr, str } from './python-text.ts';
import { Callable, ObjectValue, Tuple, type Value } from './value.ts';

const special: Readonly<Record<string, (self: Value, args: MethodArguments) => Value>> = {
  __contains__: (self, args) => contains(self, args.get(0) ?? null),
  __delitem__: (self, args) => {
    const key = args.get(0) ?? null;
    if (!isMapping(self)) throw noSuch(self, '__delitem__');
    if (dictGet(self, key) === undefined) throw templateError(repr(key));
    dictDelete(self, key);
    return null;
  },
  __eq__: (self, args) => equals(self, args.get(0) ?? null),
  __len__: (self) => length(self),
  __ne__: (self, args) => !equals(self, args.get(0) ?? null),
  __repr__: (self) => repr(self),
  __setitem__: (self, args) => {
    setItem(self, args.get(0) ?? null, args.get(1) ?? null);
    return null;
  },
  __str__: (self) => str(self),
};

/** An attribute with two underscores before its name, as far as templates have a use for it. */
export function specialAttribute(self: Value, name: string): Value | undefined {
  if (name === '__class__') return classOf(typeName(self));
  const method = Object.hasOwn(special, name) ? special[name] : undefined;
  if (method === undefined) return undefined;
  return new Callable(name, (args) => method(self, methodArguments(name, args)), undefined, 'method-wrapper');
}

function classOf(name: string): ObjectValue {
  const shown = `<class '${name}'>`;
  return new ObjectValue(
    'type',
    (field) => (field === '__name__' || field === '__qualname__' ? name : undefined),
    { text: { str: () => shown, repr: () => shown } },
  );
}

function setItem(self: Value, key: Value, value: Value): void {
  if (isMapping(self)) {
    dictSet(self, key, value);
    return;
  }
  if (!isSequence(self) || self instanceof Tuple) throw noSuch(self, '__setitem__');
  const index = Number(numeric(key));
  const at = index < 0 ? self.length + index : index;
  if (!(at >= 0 && at < self.length)) throw templateError('list assignment index out of range');
  self[at] = value;
}

function noSuch(self: Value, name: string): Error {
  return templateError(`'${typeName(self)}' object has no attribute '${name}'`);
}

/** `real`, `imag`, `numerator` and `denominator` of numbers. */
export function numberPart(self: Value, name: string): Value | undefined {
  const number = numeric(self);
  if (number === undefined) return undefined;
  if (isFloat(self)) return name === 'real' ? self : name === 'imag' ? makeFloat(0) : undefined;
  if (name === 'real' || name === 'numerator') return number;
  return name === 'imag' ? 0 : name === 'denominator' ? 1 : undefined;
}
