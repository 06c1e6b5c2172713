import { templateError } from '../../errors.ts';
import { floatDigits } from '../../number-text.ts';
import { isNumber, makeInteger, numeric, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { parseFloatText } from './parse-number.ts';
import { roundFloat } from './round.ts';

/** Filters between counts of bytes and what people write. */
export const sizeFilters: readonly FilterEntry[] = [
  filter('human_readable', '[isbits] [unit]', toHuman),
  filter('human_to_bytes', '[default_unit] [isbits]', fromHuman),
  filter('filesizeformat', '[binary]', fileSize),
];

const units = ['Y', 'Z', 'E', 'P', 'T', 'G', 'M', 'K', 'B'] as const;
const limitOf = (unit: string): number =>
  1024 ** Math.max(0, units.length - 1 - units.findIndex((each) => each === unit));

function toHuman(value: Value, args: FilterArguments): string {
  const size = isNumber(value) || typeof value === 'boolean' ? Number(numeric(value)) : undefined;
  const isBits = args.flag('isbits');
  const unit = args.get('unit');
  if (size === undefined)
    throw templateError(
      `human_readable() failed on bad input: unsupported operand type(s) for /: '${typeName(value)}' and 'int'`,
    );
  const wanted = unit === undefined ? undefined : str(unit).toUpperCase();
  const suffix =
    units.find((each) => (wanted === undefined ? size >= limitOf(each) : wanted === each)) ?? 'B';
  const base = isBits ? 'bits' : 'Bytes';
  const shown = suffix === 'B' ? base : suffix + base.charAt(0);
  const ratio = size / limitOf(suffix);
  return `${ratio < 0 ? '-' : ''}${floatDigits(Math.abs(ratio), 'f', 2, false)} ${shown}`;
}

function fromHuman(value: Value, args: FilterArguments): Value {
  const text = str(value);
  const [, digits = '', written] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/.exec(text) ?? [];
  const number = parseFloatText(digits);
  if (number === undefined) throw cannotInterpret(text);
  const unit = written ?? (args.get('default_unit') === undefined ? undefined : args.text('default_unit'));
  if (unit === undefined || unit === '') return makeInteger(BigInt(roundFloat(number, 0)));
  const range = unit.charAt(0).toUpperCase();
  if (!units.some((each) => each === range)) throw cannotInterpret(text);
  const isBits = args.flag('isbits');
  const isWord = unit.toLowerCase().includes(isBits ? 'bit' : 'byte');
  if (unit.length > 1 && !isWord && unit.charAt(1) !== (isBits ? 'b' : 'B')) throw cannotInterpret(text);
  return makeInteger(BigInt(roundFloat(number * limitOf(range), 0)));
}

function cannotInterpret(text: string): Error {
  return templateError(
    `human_to_bytes() can't interpret following string: ${text}`,
    'Write a number and one of B, K, M, G, T, P, E, Z, Y, with B behind it for bytes or, with isbits=true, b for bits.',
  );
}

const prefixes = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

function fileSize(value: Value, args: FilterArguments): string {
  const isBinary = args.flag('binary');
  const base = isBinary ? 1024 : 1000;
  const number = typeof value === 'string' ? parseFloatText(value) : numeric(value);
  if (number === undefined) {
    throw templateError(
      typeof value === 'string'
        ? `could not convert string to float: '${value}'`
        : `float() argument must be a string or a real number, not '${typeName(value)}'`,
    );
  }
  const size = Number(number);
  if (size === 1) return '1 Byte';
  if (size < base) return `${Math.trunc(size)} Bytes`;
  const index = prefixes.findIndex((_, at) => size < base ** (at + 2));
  const at = index === -1 ? prefixes.length - 1 : index;
  const prefix = prefixes[at] ?? '';
  const shown = floatDigits((base * size) / base ** (at + 2), 'f', 1, false);
  return `${shown} ${isBinary ? `${prefix.toUpperCase()}i` : prefix}B`;
}
