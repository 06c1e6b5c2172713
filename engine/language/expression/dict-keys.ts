/** Keys of dictionaries and sets, by Python's equality: 1, 1.0 and True are one key, and so are equal tuples. */
import { templateError, undefinedError } from './errors.ts';
import { PyFloat, PySet, Tuple, Undefined, View, type Dict, type Value } from './value.ts';

/** The form in which a value is a key. Throws Python's TypeError for what cannot be one. */
export function dictKey(value: Value): Value {
  if (value instanceof PyFloat) return value.value;
  if (value instanceof Tuple) return internTuple(value);
  if (value instanceof Undefined && !value.silent) throw undefinedError(value);
  const unhashable = unhashableType(value);
  if (unhashable !== undefined) throw templateError(`unhashable type: '${unhashable}'`);
  return value;
}

function unhashableType(value: Value): string | undefined {
  if (value instanceof View) return value.typeName === 'range' ? undefined : value.typeName;
  if (Array.isArray(value)) return 'list';
  if (value instanceof Map) return 'dict';
  return value instanceof PySet ? 'set' : undefined;
}

/** The value under a key; undefined where there is none. */
export function dictGet(dict: Dict, key: Value): Value | undefined {
  if (typeof key === 'string') return dict.get(key);
  const wanted = dictKey(key);
  const known = dict.get(wanted);
  return known === undefined ? dict.get(twin(wanted)) : known;
}

export function dictHas(dict: Dict, key: Value): boolean {
  if (typeof key === 'string') return dict.has(key);
  const wanted = dictKey(key);
  return dict.has(wanted) || dict.has(twin(wanted));
}

/** Sets an entry; of equal keys the one that came first stays. */
export function dictSet(dict: Dict, key: Value, value: Value): void {
  dict.set(typeof key === 'string' ? key : ownKey(dict, key), value);
}

/** Takes an entry away. */
export function dictDelete(dict: Dict, key: Value): void {
  dict.delete(ownKey(dict, key));
}

function ownKey(dict: Dict, key: Value): Value {
  const wanted = dictKey(key);
  const other = twin(wanted);
  return dict.has(other) ? other : wanted;
}

/** True for 1 and 1 for True, False for 0 and 0 for False: they are equal. Anything else is its own twin. */
function twin(key: Value): Value {
  if (typeof key === 'boolean') return key ? 1 : 0;
  return key === 1 ? true : key === 0 ? false : key;
}

const tuples = new Map<string, WeakRef<Tuple>>();
const forgotten = new FinalizationRegistry<string>((name) => {
  if (tuples.get(name)?.deref() === undefined) tuples.delete(name);
});
const numbers = new WeakMap<object, number>();
let count = 0;

/** Of equal tuples always the same one, for as long as somebody holds it. */
function internTuple(tuple: Tuple): Tuple {
  const name = nameOf(tuple);
  const known = tuples.get(name)?.deref();
  if (known !== undefined) return known;
  tuples.set(name, new WeakRef(tuple));
  forgotten.register(tuple, name);
  return tuple;
}

/** A text that is equal for equal keys. */
function nameOf(value: Value): string {
  if (value instanceof Tuple) return `(${Array.from(value, nameOf).join(',')})`;
  const key = dictKey(value);
  if (typeof key === 'string') return JSON.stringify(key);
  if (typeof key !== 'object' || key === null) return String(typeof key === 'boolean' ? Number(key) : key);
  const known = numbers.get(key) ?? (count += 1);
  numbers.set(key, known);
  return `#${known}`;
}
