/** Python's `format(value, specification)`. Source: the Format Specification Mini-Language of Python's library reference. */
import { templateError } from './errors.ts';
import { generalDigits, floatDigits, grouped, integerDigits } from './number-text.ts';
import { isInteger, numeric, typeName } from './operations.ts';
import { str } from './python-text.ts';
import type { Value } from './value.ts';

interface Specification {
  readonly fill: string | undefined;
  readonly align: string | undefined;
  readonly sign: string | undefined;
  readonly dropsMinusZero: boolean;
  readonly alternate: boolean;
  readonly zero: boolean;
  readonly width: number;
  readonly group: string | undefined;
  readonly precision: number | undefined;
  readonly type: string;
}

const pattern = /^(?:([\s\S])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/u;

function parse(text: string): Specification {
  const match = pattern.exec(text);
  if (match === null) throw templateError('Invalid format specifier');
  const [, fill, align, sign, z, alternate, zero, width, group, precision, type = ''] = match;
  return {
    fill,
    align,
    sign,
    dropsMinusZero: z !== undefined,
    alternate: alternate !== undefined,
    zero: zero !== undefined,
    width: Number(width ?? 0),
    group,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

/** A value as a format specification says; throws Python's ValueError and TypeError. */
export function formatValue(value: Value, text: string): string {
  if (text === '') return str(value);
  const number = numeric(value);
  const spec = parse(text);
  return number === undefined ? formatText(value, spec) : formatNumber(value, number, spec);
}

function formatNumber(value: Value, number: number | bigint, spec: Specification): string {
  const digits = numberDigits(value, number, spec);
  const isNegative = number < 0 || Object.is(number, -0);
  const isZero = spec.dropsMinusZero && /^[0.]*$/.test(digits);
  const lead = isNegative && !isZero ? '-' : spec.sign === undefined || spec.sign === '-' ? '' : spec.sign;
  const fill = spec.fill ?? (spec.zero ? '0' : ' ');
  const align = spec.align ?? (spec.zero ? '=' : '>');
  const filled =
    spec.group !== undefined && fill === '0' && align === '='
      ? grouped(digits.replaceAll(spec.group, ''), spec.group, groupSize(spec.type), spec.width - lead.length)
      : digits;
  return place(lead, filled, { fill, align, width: spec.width });
}

function groupSize(type: string): number {
  return type !== '' && 'oxXb'.includes(type) ? 4 : 3;
}

function numberDigits(value: Value, number: number | bigint, spec: Specification): string {
  const { type } = spec;
  const isWhole = isInteger(value) || typeof value === 'boolean';
  if (isWhole && 'doxXbnc'.includes(type)) return wholeDigits(BigInt(number), spec);
  if (!isWhole && type !== '' && 'doxXbc'.includes(type)) throw unknownCode(type, 'float');
  const digits = realDigits(Math.abs(Number(number)), spec);
  return spec.group === undefined ? digits : grouped(digits, spec.group, 3);
}

function wholeDigits(whole: bigint, { type, precision, alternate, group }: Specification): string {
  if (precision !== undefined) throw templateError('Precision not allowed in integer format specifier');
  if (type === 'c') {
    if (whole < 0n || whole > 0x10ffffn) throw templateError('%c arg not in range(0x110000)');
    return String.fromCodePoint(Number(whole));
  }
  const size = whole < 0n ? -whole : whole;
  if (group === undefined) return integerDigits(size, type, alternate);
  const prefix = alternate ? integerDigits(0n, type, true).slice(0, -1) : '';
  return prefix + grouped(integerDigits(size, type, false), group, groupSize(type));
}

function realDigits(real: number, { type, precision, alternate }: Specification): string {
  if (type === '%') return `${floatDigits(real * 100, 'f', precision ?? 6, alternate)}%`;
  if (type === '') return generalDigits(real, precision, alternate);
  if (!'eEfFgGn'.includes(type)) throw unknownCode(type, 'float');
  return floatDigits(real, type === 'n' ? 'g' : type, precision ?? 6, alternate);
}

function unknownCode(type: string, of: string): Error {
  return templateError(`Unknown format code '${type}' for object of type '${of}'`);
}

function formatText(value: Value, spec: Specification): string {
  if (typeof value !== 'string')
    throw templateError(`unsupported format string passed to ${typeName(value)}.__format__`);
  if (spec.type !== '' && spec.type !== 's') throw unknownCode(spec.type, 'str');
  if (spec.sign !== undefined) throw templateError('Sign not allowed in string format specifier');
  if (spec.alternate) throw templateError('Alternate form (#) not allowed in string format specifier');
  if (spec.group !== undefined) throw templateError(`Cannot specify '${spec.group}' with 's'.`);
  if (spec.align === '=') throw templateError("'=' alignment not allowed in string format specifier");
  const text = spec.precision === undefined ? value : [...value].slice(0, spec.precision).join('');
  return place('', text, {
    fill: spec.fill ?? (spec.zero ? '0' : ' '),
    align: spec.align ?? '<',
    width: spec.width,
  });
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
