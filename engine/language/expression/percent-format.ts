/** Python's `text % values`. */
import { templateError } from './errors.ts';
import { dictGet, isFloat, isMapping, isSequence, numeric, requireDefined, typeName } from './operations.ts';
import { floatDigits, integerDigits } from './number-text.ts';
import { ascii, repr, str } from './python-text.ts';
import { Tuple, type Value } from './value.ts';

const pattern = /%(?:\(((?:[^()]|\([^()]*\))*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?([\s\S]?)/g;

/** `format % values`: a tuple gives several values, a dictionary named ones. */
export function formatPercent(format: string, values: Value): string {
  const list = values instanceof Tuple ? values : [values];
  let used = 0;
  const isNamed = /%\([^)]*\)/.test(format);
  const next = (): Value => {
    const value = list[used];
    used += 1;
    if (value === undefined) throw templateError('not enough arguments for format string');
    return value;
  };
  const text = format.replace(
    pattern,
    (
      _whole,
      name: string | undefined,
      flags: string,
      width: string | undefined,
      precision: string | undefined,
      type: string,
    ) => {
      if (type === '%') return '%';
      if (type === '') throw templateError('incomplete format');
      const wide = width === '*' ? Number(numeric(next())) : width === undefined ? 0 : Number(width);
      const precise =
        precision === '*'
          ? Number(numeric(next()))
          : precision === undefined
            ? undefined
            : Number(precision || '0');
      let value: Value;
      if (name !== undefined) value = named(values, name);
      else if (isNamed) throw templateError('not enough arguments for format string');
      else value = next();
      return pad(formatOne(requireDefined(value), type, flags, precise), wide, flags, type);
    },
  );
  /* Python lets go of values that can be asked by a key: dictionaries, and lists too. */
  if (!isNamed && used < list.length && !isMapping(values) && !isUnused(values))
    throw templateError('not all arguments converted during string formatting');
  return text;
}

function isUnused(values: Value): boolean {
  return isSequence(values) && !(values instanceof Tuple);
}

function named(values: Value, name: string): Value {
  if (!isMapping(values)) throw templateError('format requires a mapping');
  const value = dictGet(values, name);
  if (value === undefined) throw templateError(`'${name}'`);
  return value;
}

function formatOne(value: Value, type: string, flags: string, precision: number | undefined): string {
  if (type === 's' || type === 'r' || type === 'a') {
    const text = type === 's' ? str(value) : type === 'r' ? repr(value) : ascii(value);
    return precision === undefined ? text : [...text].slice(0, precision).join('');
  }
  if (type === 'c') return character(value);
  const number = numeric(value);
  if (number === undefined) {
    const wanted = 'diuoxX'.includes(type) ? 'a real number is required' : 'must be real number';
    throw templateError(
      'diuoxX'.includes(type)
        ? `%${type} format: ${wanted}, not ${typeName(value)}`
        : `${wanted}, not ${typeName(value)}`,
    );
  }
  if ('diuoxX'.includes(type)) {
    if (isFloat(value) && 'oxX'.includes(type))
      throw templateError(`%${type} format: an integer is required, not float`);
    const whole = isFloat(value) ? BigInt(Math.trunc(Number(number))) : BigInt(number);
    const digits = integerDigits(whole < 0n ? -whole : whole, type, flags.includes('#')).padStart(
      precision ?? 0,
      '0',
    );
    return sign(whole < 0n, flags) + digits;
  }
  if ('eEfFgG'.includes(type)) {
    const real = Number(number);
    return (
      sign(real < 0 || Object.is(real, -0), flags) +
      floatDigits(Math.abs(real), type, precision ?? 6, flags.includes('#'))
    );
  }
  throw templateError(
    `unsupported format character '${type}' (0x${type.charCodeAt(0).toString(16)}) at index 1`,
  );
}

function character(value: Value): string {
  if (typeof value === 'string' && [...value].length === 1) return value;
  const code = numeric(value);
  if (code === undefined || isFloat(value)) throw templateError('%c requires int or char');
  if (code < 0 || code > 0x10ffff) throw templateError('%c arg not in range(0x110000)');
  return String.fromCodePoint(Number(code));
}

function sign(isNegative: boolean, flags: string): string {
  if (isNegative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function pad(text: string, width: number, flags: string, type: string): string {
  const missing = Math.abs(width) - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-') || width < 0) return text + ' '.repeat(missing);
  if (flags.includes('0') && !'sra'.includes(type)) {
    const prefix = /^[-+ ]?(?:0[xXo])?/.exec(text)?.[0] ?? '';
    return prefix + '0'.repeat(missing) + text.slice(prefix.length);
  }
  return ' '.repeat(missing) + text;
}
