/** `value.name`, `value[key]` and slices, by Jinja's rules: methods first for the dot, keys first for brackets. */
import { templateError, undefinedError } from './errors.ts';
import { methodArguments, type Method } from './methods/arguments.ts';
import { bytesMethods } from './methods/bytes-methods.ts';
import { dictMethods, listMethods, tupleMethods } from './methods/collection-methods.ts';
import { floatMethods, integerMethods } from './methods/number-methods.ts';
import { setMethods } from './methods/set-methods.ts';
import { checkArguments } from './methods/signatures.ts';
import { textMethods } from './methods/text-methods.ts';
import {
  dictGet,
  isFloat,
  isInteger,
  isMapping,
  isSequence,
  numeric,
  requireDefined,
  typeName,
} from './operations.ts';
import { repr, str } from './python-text.ts';
import { numberPart, specialAttribute } from './special-attributes.ts';
import {
  Bytes,
  Callable,
  makeTuple,
  ObjectValue,
  PySet,
  Tuple,
  Undefined,
  View,
  type CallArguments,
  type Value,
} from './value.ts';

const ofText = textMethods((value, key, isAttribute) =>
  isAttribute ? plainAttribute(value, str(key)) : requireDefined(getItem(value, key)),
);
const ofBytes = bytesMethods(ofText);

/** An attribute as Python's own `format` reads it: entries of dictionaries are none. */
function plainAttribute(value: Value, name: string): Value {
  const found = ownAttribute(requireDefined(value), name);
  if (found === undefined) throw templateError(`'${typeName(value)}' object has no attribute '${name}'`);
  return found;
}

/** `object.name`. What is not there is Undefined; an attribute of Undefined is that same Undefined. */
export function getAttribute(object: Value, name: string): Value {
  if (object instanceof Undefined) return chained(object);
  if (isMapping(object)) return methodOf(object, name) ?? found(object.get(name), object, name);
  return found(ownAttribute(object, name), object, name);
}

/** What an object that is no dictionary has under a name. */
function ownAttribute(object: Value, name: string): Value | undefined {
  if (object instanceof ObjectValue) return object.get(name);
  if (object instanceof Callable && object.fields !== undefined) return object.fields.get(name);
  const item = object instanceof Tuple ? named(object, name) : undefined;
  return item === undefined ? methodOf(object, name) : item;
}

/** What is asked of a value that is not there is that same Undefined, so that the first cause is told. */
function chained(object: Undefined): Undefined {
  if (object.silent) throw undefinedError(object);
  return object;
}

/** `object[key]`. */
export function getItem(object: Value, key: Value): Value {
  if (object instanceof Undefined) return chained(object);
  if (isMapping(object)) {
    requireDefined(key);
    const value = keyed(object, key);
    return found(value === undefined && typeof key === 'string' ? methodOf(object, key) : value, object, key);
  }
  if (object instanceof ObjectValue) return found(object.get(str(key)), object, key);
  if (
    !(object instanceof View && object.typeName !== 'range') &&
    (isSequence(object) || typeof object === 'string' || object instanceof Bytes) &&
    (isInteger(key) || typeof key === 'boolean')
  ) {
    return found(element(object, Number(key)), object, key);
  }
  if (key instanceof Undefined) return key;
  if (typeof key !== 'string') return missing(object, key);
  return found(ownAttribute(object, key), object, key);
}

/** The item of a tuple that has names for its items. */
function named(object: Tuple, name: string): Value | undefined {
  return object[object.names?.indexOf(name) ?? -1];
}

function keyed(object: Map<Value, Value>, key: Value): Value | undefined {
  try {
    return dictGet(object, key);
  } catch {
    return undefined;
  }
}

function element(object: readonly Value[] | string | Bytes, index: number): Value | undefined {
  const items: ArrayLike<Value> =
    typeof object === 'string' ? [...object] : object instanceof Bytes ? object.data : object;
  return items[index < 0 ? items.length + index : index];
}

/** A value, or Undefined where there is none; None is a value. */
function found(value: Value | undefined, object: Value, key: Value): Value {
  return value === undefined ? missing(object, key) : value;
}

function missing(object: Value, key: Value): Undefined {
  const what = object === null ? 'None' : `${typeName(object)} object`;
  const hint =
    typeof key === 'string' ? `'${what}' has no attribute '${key}'` : `${what} has no element ${repr(key)}`;
  return new Undefined(hint, typeof key === 'string' ? key : undefined);
}

function methodOf(object: Value, name: string): Value | undefined {
  if (name.startsWith('__')) return specialAttribute(object, name);
  if (typeof object === 'string') return bind(object, ofText, name);
  if (object instanceof Tuple) return bind(object, tupleMethods, name);
  if (object instanceof View) return bind(object, object.typeName === 'range' ? tupleMethods : {}, name);
  if (isSequence(object)) return bind(object, listMethods, name);
  if (isMapping(object)) return bind(object, dictMethods, name);
  if (object instanceof PySet) return bind(object, setMethods, name);
  if (object instanceof Bytes) return bind(object, ofBytes, name);
  const part = numberPart(object, name);
  if (part !== undefined) return part;
  if (isFloat(object)) return bind(object, floatMethods, name);
  if (typeof object === 'boolean') return bind(Number(object), integerMethods, name);
  return isInteger(object) ? bind(object, integerMethods, name) : undefined;
}

function bind<T extends Value>(
  self: T,
  methods: Readonly<Record<string, Method<T>>>,
  name: string,
): Callable | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  const type = typeName(self);
  const call = (args: CallArguments): Value => {
    checkArguments(type, name, args);
    return method(self, methodArguments(name, args), args);
  };
  return new Callable(name, call, undefined, 'builtin_function_or_method');
}

/** `object[start:stop:step]`. */
export function slice(
  object: Value,
  start: Value | undefined,
  stop: Value | undefined,
  step: Value | undefined,
): Value {
  if (object instanceof Undefined) return chained(object);
  const items = sliceable(object);
  const stride = bound(step) ?? 1;
  if (stride === 0) throw templateError('slice step cannot be zero');
  const picked = indices(items.length, bound(start), bound(stop), stride).map(
    (index) => items[index] ?? null,
  );
  if (typeof object === 'string') return picked.map(str).join('');
  return object instanceof Tuple ? makeTuple(picked) : picked;
}

function sliceable(object: Value): readonly Value[] {
  if (typeof object === 'string') return [...object];
  if (isSequence(object) && !(object instanceof View && object.typeName !== 'range')) return object;
  throw templateError(
    isMapping(object) ? "unhashable type: 'slice'" : `'${typeName(object)}' object is not subscriptable`,
  );
}

function bound(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = numeric(value);
  if (number === undefined || isFloat(value))
    throw templateError('slice indices must be integers or None or have an __index__ method');
  return Number(number);
}

function indices(count: number, start: number | undefined, stop: number | undefined, step: number): number[] {
  const clamp = (value: number, low: number, high: number): number =>
    Math.min(high, Math.max(low, value < 0 ? value + count : value));
  const found: number[] = [];
  if (step > 0) {
    const end = stop === undefined ? count : clamp(stop, 0, count);
    for (let at = start === undefined ? 0 : clamp(start, 0, count); at < end; at += step) found.push(at);
  } else {
    const end = stop === undefined ? -1 : clamp(stop, -1, count - 1);
    for (let at = start === undefined ? count - 1 : clamp(start, -1, count - 1); at > end; at += step)
      found.push(at);
  }
  return found;
}
