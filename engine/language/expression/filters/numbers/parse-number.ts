import { makeInteger } from '../../operations.ts';

const floatForm = /^[-+]?(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?$/;
const special: Readonly<Record<string, number>> = { inf: Infinity, infinity: Infinity, nan: Number.NaN };

/** Python's `float(text)`; undefined for what is none. */
export function parseFloatText(text: string): number | undefined {
  const bare = latinDigits(text.trim());
  if (floatForm.test(bare)) return Number(bare.replaceAll('_', ''));
  const found = special[bare.replace(/^[-+]/, '').toLowerCase()];
  return found === undefined ? undefined : bare.startsWith('-') ? -found : found;
}

/** Decimal digits of other scripts as those of ours; each script has its ten digits in a row. */
function latinDigits(text: string): string {
  return text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let zero = code;
    while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(code - zero);
  });
}

const prefixes: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16 };

/** Python's `int(text, base)`; undefined for what is none. Base 0 goes by the prefix. */
export function parseIntegerText(text: string, base = 10): number | bigint | undefined {
  const bare = latinDigits(text.trim()).replaceAll(/(?<=[0-9a-zA-Z])_(?=[0-9a-zA-Z])/g, '');
  const [, sign = '', prefix, digits = ''] = /^([-+]?)(?:0([bBoOxX]))?([0-9a-zA-Z]*)$/.exec(bare) ?? [];
  const prefixBase = prefix === undefined ? undefined : prefixes[prefix.toLowerCase()];
  const isPrefix = prefixBase !== undefined && (base === 0 || base === prefixBase);
  const used = base === 0 ? (prefixBase ?? 10) : base;
  const all = isPrefix || prefix === undefined ? digits : `0${prefix}${digits}`;
  if (all === '' || (base === 0 && !isPrefix && /^0+[1-9]/.test(all))) return undefined;
  const magnitude = digitsToInteger(all.toLowerCase(), used);
  if (magnitude === undefined) return undefined;
  return makeInteger(sign === '-' ? -magnitude : magnitude);
}

function digitsToInteger(digits: string, base: number): bigint | undefined {
  if (base === 10) return /^\d+$/.test(digits) ? BigInt(digits) : undefined;
  let total = 0n;
  for (const digit of digits) {
    const value = Number.parseInt(digit, 36);
    if (value >= base) return undefined;
    total = total * BigInt(base) + BigInt(value);
  }
  return total;
}
