/** JSON and JavaScript values to engine values and back. */
import { DroverError } from '../../diagnostics/drover-error.ts';
import { parseYaml } from '../../text/yaml.ts';
import { templateError } from './errors.ts';
import { isMapping, isSequence, makeFloat, makeInteger } from './operations.ts';
import { repr, str } from './python-text.ts';
import {
  Bytes,
  Callable,
  ObjectValue,
  Omit,
  PyFloat,
  PySet,
  Undefined,
  type Dict,
  type Value,
} from './value.ts';

/** A plain JavaScript value as an engine value; engine values in it are kept as they are. */
export function fromJson(value: unknown): Value {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? makeInteger(value) : value;
  if (isEngineObject(value)) return value;
  if (Array.isArray(value)) return listOf(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return new Bytes(value);
  if (typeof value === 'object')
    return new Map<Value, Value>(
      Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .map(([key, item]) => [key, fromJson(item)]),
    );
  return typeof value === 'symbol' ? value.toString() : null;
}

function listOf(items: readonly unknown[]): Value[] {
  /* A list that holds engine values alone is handed on, not copied. */
  return items.some(needsConversion) ? items.map(fromJson) : (items as Value[]);
}

function isEngineObject(value: unknown): value is Dict | PyFloat {
  return [Map, PyFloat, PySet, Bytes, Callable, ObjectValue, Undefined, Omit].some(
    (type) => value instanceof type,
  );
}

function needsConversion(value: unknown): boolean {
  return (
    value === undefined ||
    (typeof value === 'object' && value !== null && !isEngineObject(value)) ||
    (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value))
  );
}

/** What JSON can hold. */
export type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An engine value as plain JavaScript: dictionaries become objects, floats and sets plain numbers and arrays. */
export function toJson(value: Value): JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number')
    return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof PyFloat) return value.value;
  if (isSequence(value)) return Array.from(value, toJson);
  if (isMapping(value))
    return Object.fromEntries([...value].map(([key, item]) => [keyText(key), toJson(item)]));
  if (value instanceof PySet) return [...value.items.values()].map(toJson);
  if (value instanceof Bytes) return new TextDecoder().decode(value.data);
  if (value instanceof ObjectValue && value.keys !== undefined)
    return Object.fromEntries(value.keys().map((key) => [keyText(key), toJson(value.get(str(key)) ?? null)]));
  if (value instanceof Undefined) throw templateError(value.hint);
  return repr(value);
}

/** A key as JSON has it: texts only. */
export function keyText(key: Value): string {
  if (typeof key === 'string') return key;
  if (key === null) return 'null';
  return typeof key === 'boolean' ? String(key) : str(key);
}

/** YAML text as an engine value: its first document, None where it is empty. */
export function fromYaml(text: string, path = '<text>'): Value {
  const { documents, problems } = parseYaml<PyFloat>({ path, text }, { float: makeFloat });
  const [problem] = problems;
  if (problem !== undefined) throw new DroverError(problem.code, problem);
  return documents[0]?.value ?? null;
}
