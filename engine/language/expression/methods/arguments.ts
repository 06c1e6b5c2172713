import { templateError } from '../errors.ts';
import { numeric, requireDefined, typeName } from '../operations.ts';
import type { CallArguments, Value } from '../value.ts';

/** Arguments of a method, by position or name. */
export interface MethodArguments {
  readonly count: number;
  get(index: number, name?: string): Value | undefined;
  /** The argument as it is, Undefined included. */
  raw(index: number, name?: string): Value | undefined;
  text(index: number, name?: string): string;
  optionalText(index: number, name?: string): string | undefined;
  integer(index: number, fallback: number, name?: string): number;
}

export function methodArguments(method: string, args: CallArguments): MethodArguments {
  const raw = (index: number, name?: string): Value | undefined => {
    const given = args.positional[index];
    return given === undefined && name !== undefined ? args.named.get(name) : given;
  };
  const get = (index: number, name?: string): Value | undefined => {
    const value = raw(index, name);
    return value === undefined ? undefined : requireDefined(value);
  };
  const optionalText = (index: number, name?: string): string | undefined => {
    const value = get(index, name);
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'string') return value;
    throw templateError(`${method} arg must be str, not ${typeName(value)}`);
  };
  return {
    count: args.positional.length + args.named.size,
    get,
    raw,
    optionalText,
    text: (index, name) => {
      const text = optionalText(index, name);
      if (text === undefined)
        throw templateError(
          `${method}() takes at least ${index + 1} argument (${args.positional.length} given)`,
        );
      return text;
    },
    integer: (index, fallback, name) => {
      const value = get(index, name);
      if (value === undefined || value === null) return fallback;
      const number = numeric(value);
      if (number === undefined)
        throw templateError(`'${typeName(value)}' object cannot be interpreted as an integer`);
      return Number(number);
    },
  };
}

export type Method<T> = (self: T, args: MethodArguments, raw: CallArguments) => Value;
