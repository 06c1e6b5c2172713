import { getAttribute } from '../../attributes.ts';
import { templateError } from '../../errors.ts';
import { typeName } from '../../operations.ts';
import { Callable, type Value } from '../../value.ts';

/** Calls a method of Python's str on a text; throws Python's AttributeError where the value has no such method. */
export function callMethod(value: Value, name: string, ...args: readonly (Value | undefined)[]): Value {
  const method = getAttribute(value, name);
  if (!(method instanceof Callable))
    throw templateError(`'${typeName(value)}' object has no attribute '${name}'`);
  const given = args.filter((arg) => arg !== undefined);
  return method.call({ positional: given, named: new Map() });
}

/** The lines of a text as Python's `splitlines()` gives them. */
export function linesOf(text: string): string[] {
  const lines = callMethod(text, 'splitlines');
  return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
}
