import { templateError } from '../../errors.ts';
import { isFloat, makeFloat, makeInteger, numeric, typeName } from '../../operations.ts';
import { PyFloat, type Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { parseFloatText, parseIntegerText } from './parse-number.ts';
import { roundFloat, roundInteger } from './round.ts';

/** Filters that make numbers of things. */
export const conversionFilters: readonly FilterEntry[] = [
  filter('int', '[default] [base]', toInteger),
  filter('float', '[default]', (value, args) => {
    const number = toFloat(value);
    if (number !== undefined) return makeFloat(number);
    return args.has('default') ? args.value('default') : new PyFloat(0);
  }),
  filter('round', '[precision] [method]', round),
  filter('abs', '', (value) => {
    const number = numeric(value);
    if (number === undefined) throw templateError(`bad operand type for abs(): '${typeName(value)}'`);
    if (isFloat(value)) return makeFloat(Math.abs(Number(number)));
    return number < 0 ? makeInteger(-BigInt(number)) : number;
  }),
];

function toFloat(value: Value): number | undefined {
  if (typeof value === 'string') return parseFloatText(value);
  const number = numeric(value);
  return number === undefined ? undefined : Number(number);
}

function toInteger(value: Value, args: FilterArguments): Value {
  const base = args.integer('base', 10);
  if (typeof value === 'string') {
    if (base !== 0 && (base < 2 || base > 36)) return args.has('default') ? args.value('default') : 0;
    const parsed = parseIntegerText(value, base);
    if (parsed !== undefined) return parsed;
  } else if (!isFloat(value)) {
    const whole = numeric(value);
    if (whole !== undefined) return whole;
  }
  const real = toFloat(value);
  if (real === undefined || Number.isNaN(real)) return args.has('default') ? args.value('default') : 0;
  if (!Number.isFinite(real)) throw templateError('cannot convert float infinity to integer');
  return makeInteger(BigInt(Math.trunc(real)));
}

function round(value: Value, args: FilterArguments): Value {
  const method = args.text('method', 'common');
  if (method !== 'common' && method !== 'ceil' && method !== 'floor')
    throw templateError('method must be common, ceil or floor');
  const number = numeric(value);
  const places = args.integer('precision', 0);
  if (number === undefined)
    throw templateError(
      method === 'common'
        ? `type ${typeName(value)} doesn't define __round__ method`
        : `can't multiply sequence by non-int of type '${typeName(value)}'`,
    );
  if (method === 'common') {
    return isFloat(value)
      ? makeFloat(roundFloat(Number(number), places))
      : makeInteger(roundInteger(BigInt(number), places));
  }
  const scale = 10 ** places;
  const scaled = Number(number) * scale;
  return makeFloat((method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) / scale);
}
