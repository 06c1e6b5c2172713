/** Python's `text.format(...)`. Source: the Format String Syntax of Python's library reference. */
import { templateError } from './errors.ts';
import { formatValue } from './format-value.ts';
import { requireDefined } from './operations.ts';
import { ascii, repr, str } from './python-text.ts';
import type { CallArguments, Value } from './value.ts';

export type Getter = (value: Value, key: Value, isAttribute: boolean) => Value;

/** Fills the fields of a format text. Throws Python's ValueError, IndexError and KeyError. */
export function formatBraces(format: string, args: CallArguments, get: Getter): string {
  const next = numbering();
  const field = (text: string): string => {
    const { path, conversion, spec } = partsOf(text);
    const value = follow(path, args, get, next);
    const shown =
      conversion === undefined
        ? value
        : conversion === 's'
          ? str(value)
          : conversion === 'r'
            ? repr(value)
            : ascii(value);
    return formatValue(shown, spec.includes('{') ? scan(spec, field) : spec);
  };
  return scan(format, field);
}

interface Field {
  readonly path: string;
  readonly conversion: string | undefined;
  readonly spec: string;
}

function partsOf(text: string): Field {
  const match = /^((?:[^!:[]|\[[^\]]*\])*)(?:!([\s\S]?))?(?::([\s\S]*))?$/.exec(text);
  if (match === null) throw templateError("expected ':' after conversion specifier");
  const [, path = '', conversion, spec = ''] = match;
  if (conversion !== undefined && !['r', 's', 'a'].includes(conversion))
    throw templateError(`Unknown conversion specifier '${conversion}'`);
  return { path, conversion, spec };
}

/** Gives the fields without a number theirs; fields with and without may not be mixed. */
function numbering(): (written: string) => number {
  let automatic = 0;
  let isManual: boolean | undefined;
  return (written) => {
    if (isManual !== undefined && isManual !== (written !== ''))
      throw templateError(
        isManual
          ? 'cannot switch from manual field specification to automatic field numbering'
          : 'cannot switch from automatic field numbering to manual field specification',
      );
    isManual = written !== '';
    if (isManual) return Number(written);
    automatic += 1;
    return automatic - 1;
  };
}

function scan(format: string, field: (text: string) => string): string {
  let out = '';
  for (let at = 0; at < format.length; at += 1) {
    const character = format[at] ?? '';
    if ((character === '{' || character === '}') && format[at + 1] === character) {
      out += character;
      at += 1;
    } else if (character === '}') throw templateError("Single '}' encountered in format string");
    else if (character === '{') {
      const end = closing(format, at);
      out += field(format.slice(at + 1, end));
      at = end;
    } else out += character;
  }
  return out;
}

function closing(format: string, start: number): number {
  let depth = 0;
  for (let at = start; at < format.length; at += 1) {
    if (format[at] === '{') depth += 1;
    if (format[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  throw templateError(
    start === format.length - 1
      ? "Single '{' encountered in format string"
      : "expected '}' before end of string",
  );
}

function follow(path: string, args: CallArguments, get: Getter, next: (written: string) => number): Value {
  const [, first = '', rest = ''] = /^([^.[]*)([\s\S]*)$/.exec(path) ?? [];
  const isNumber = /^\d*$/.test(first);
  let value = isNumber ? args.positional[next(first)] : args.named.get(first);
  if (value === undefined)
    throw templateError(
      isNumber
        ? `Replacement index ${first === '' ? 0 : first} out of range for positional args tuple`
        : repr(first),
    );
  for (const [, attribute, index] of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    const key = attribute ?? index ?? '';
    const isIndex = attribute === undefined && /^\d+$/.test(key);
    value = get(value, isIndex ? Number(key) : key, attribute !== undefined);
  }
  return requireDefined(value);
}
