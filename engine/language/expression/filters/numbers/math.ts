import { templateError } from '../../errors.ts';
import { makeFloat, numeric, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { parseFloatText } from './parse-number.ts';

export const mathFilters: readonly FilterEntry[] = [
  filter('log', '[base]', (value, args) => {
    const number = realNumber(value, 'log');
    const base = args.has('base') ? realNumber(args.value('base'), 'log') : Math.E;
    if (number <= 0 || base <= 0)
      throw templateError('math domain error', 'Only numbers above 0 have a logarithm.');
    if (base === 1) throw templateError('float division by zero');
    return makeFloat(base === 10 ? Math.log10(number) : Math.log(number) / Math.log(base));
  }),
  filter('pow', 'y', (value, args) => {
    const [base, power] = [realNumber(value, 'pow'), realNumber(args.value('y'), 'pow')];
    return makeFloat(powerOf(base, power));
  }),
  filter('root', '[base]', (value, args) => {
    const number = realNumber(value, 'root');
    const base = args.has('base') ? baseOf(args.value('base')) : 2;
    if (base === 0) throw templateError('float division by zero');
    if (number < 0 && !Number.isInteger(1 / base))
      throw templateError('root() can only be used on numbers: math domain error');
    return makeFloat(base === 2 ? Math.sqrt(number) : powerOf(number, 1 / base));
  }),
];

function realNumber(value: Value, name: string): number {
  const number = numeric(value);
  if (number === undefined)
    throw templateError(`${name}() can only be used on numbers: must be real number, not ${typeName(value)}`);
  return Number(number);
}

function baseOf(value: Value): number {
  const base = typeof value === 'string' ? parseFloatText(value) : numeric(value);
  if (base === undefined)
    throw templateError(
      `root() can only be used on numbers: could not convert string to float: '${str(value)}'`,
    );
  return Number(base);
}

function powerOf(base: number, power: number): number {
  const result = base ** power;
  if (Number.isNaN(result) && !Number.isNaN(base) && !Number.isNaN(power))
    throw templateError('math domain error');
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(power))
    throw templateError(base === 0 ? 'math domain error' : 'math range error');
  return result;
}
