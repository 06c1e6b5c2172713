/** Python's `text.format(...)` and its format specifications. Source: the Format String Syntax of Python's library reference. */
import { templateError } from './errors.ts';
import { generalDigits, floatDigits, grouped, integerDigits } from './number-text.ts';
import { isFloat, isInteger, numeric, requireDefined, typeName } from './operations.ts';
import { repr, str } from './python-text.ts';
import type { CallArguments, Value } from './value.ts';

export type Getter = (value: Value, key: Value, isAttribute: boolean) => Value;

/** Fills the fields of a format text. */
export function formatBraces(format: string, args: CallArguments, get: Getter): string {
  let automatic = 0;
  const field = (text: string): string => {
    const match = /^([^!:]*)(?:!([rsa]))?(?::([\s\S]*))?$/.exec(text);
    if (match === null) throw templateError("expected ':' after conversion specifier");
    const [, path = '', conversion, spec = ''] = match;
    let value = follow(path, args, get, () => {
      automatic += 1;
      return automatic - 1;
    });
    if (conversion !== undefined) value = conversion === 's' ? str(value) : repr(value);
    return formatValue(value, spec.includes('{') ? scan(spec, field) : spec);
  };
  return scan(format, field);
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
  throw templateError("expected '}' before end of string");
}

function follow(path: string, args: CallArguments, get: Getter, automatic: () => number): Value {
  const [, first = '', rest = ''] = /^([^.[]*)([\s\S]*)$/.exec(path) ?? [];
  let value: Value | undefined;
  if (first === '') value = args.positional[automatic()];
  else value = /^\d+$/.test(first) ? args.positional[Number(first)] : args.named.get(first);
  if (value === undefined)
    throw templateError(
      first === '' || /^\d+$/.test(first)
        ? 'Replacement index out of range for positional args tuple'
        : `'${first}'`,
    );
  for (const [, attribute, index] of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
    const key = attribute ?? index ?? '';
    value = get(
      value,
      attribute === undefined && /^\d+$/.test(key) ? Number(key) : key,
      attribute !== undefined,
    );
  }
  return requireDefined(value);
}

const specification = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

/** Python's `format(value, spec)`. */
export function formatValue(value: Value, spec: string): string {
  if (spec === '') return str(value);
  const match = specification.exec(spec);
  if (match === null) throw templateError('Invalid format specifier');
  const [, fill, align, sign = '-', , alternate, zero, width, group, precision, type = ''] = match;
  const number = numeric(value);
  if (number === undefined)
    return textField(value, type, {
      fill: fill ?? (zero ? '0' : ' '),
      align: align ?? '<',
      width,
      precision,
    });
  const negative = number < 0 || Object.is(number, -0);
  const digits = numberDigits(value, number, {
    type,
    alternate: alternate !== undefined,
    precision: precision === undefined ? undefined : Number(precision),
    group,
  });
  const lead = negative ? '-' : sign === '-' ? '' : sign;
  return place(lead, digits, {
    fill: fill ?? (zero ? '0' : ' '),
    align: align ?? (zero ? '=' : '>'),
    width: Number(width ?? 0),
  });
}

interface NumberSpec {
  readonly type: string;
  readonly alternate: boolean;
  readonly precision: number | undefined;
  readonly group: string | undefined;
}

function numberDigits(value: Value, number: number | bigint, spec: NumberSpec): string {
  const { type } = spec;
  const isWhole = isInteger(value) || typeof value === 'boolean';
  if (isWhole && 'doxXbnc'.includes(type)) {
    const whole = BigInt(number);
    if (type === 'c') return String.fromCodePoint(Number(number));
    const digits = integerDigits(whole < 0n ? -whole : whole, type, spec.alternate);
    return spec.group === undefined
      ? digits
      : grouped(digits, spec.group, 'oxXb'.includes(type) && type !== '' ? 4 : 3);
  }
  if (!isWhole && 'doxXbc'.includes(type) && type !== '')
    throw templateError(
      `Unknown format code '${type}' for object of type '${isFloat(value) ? 'float' : typeName(value)}'`,
    );
  const real = Math.abs(Number(number));
  const digits = realDigits(real, spec);
  return spec.group === undefined ? digits : grouped(digits, spec.group);
}

function realDigits(real: number, { type, precision, alternate }: NumberSpec): string {
  if (type === '%') return `${floatDigits(real * 100, 'f', precision ?? 6, alternate)}%`;
  if (type === '' || type === 'n')
    return type === 'n' ? floatDigits(real, 'g', precision ?? 6, alternate) : generalDigits(real, precision);
  if (!'eEfFgG'.includes(type))
    throw templateError(`Unknown format code '${type}' for object of type 'float'`);
  return floatDigits(real, type, precision ?? 6, alternate);
}

function textField(
  value: Value,
  type: string,
  spec: {
    readonly fill: string;
    readonly align: string;
    readonly width: string | undefined;
    readonly precision: string | undefined;
  },
): string {
  if (typeof value !== 'string' && typeof value !== 'boolean')
    throw templateError(`unsupported format string passed to ${typeName(value)}.__format__`);
  if (type !== '' && type !== 's')
    throw templateError(`Unknown format code '${type}' for object of type 'str'`);
  if (spec.align === '=') throw templateError("'=' alignment not allowed in string format specifier");
  const characters = [...str(value)];
  const text = (spec.precision === undefined ? characters : characters.slice(0, Number(spec.precision))).join(
    '',
  );
  return place('', text, { fill: spec.fill, align: spec.align, width: Number(spec.width ?? 0) });
}

function place(
  lead: string,
  digits: string,
  spec: { readonly fill: string; readonly align: string; readonly width: number },
): string {
  const missing = spec.width - [...lead].length - [...digits].length;
  if (missing <= 0) return lead + digits;
  const { fill, align } = spec;
  if (align === '=') return lead + fill.repeat(missing) + digits;
  if (align === '<') return lead + digits + fill.repeat(missing);
  if (align === '>') return fill.repeat(missing) + lead + digits;
  const left = Math.floor(missing / 2);
  return fill.repeat(left) + lead + digits + fill.repeat(missing - left);
}
