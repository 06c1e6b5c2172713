/** Powers of floats, rounded as a C library rounds them. */
import { templateError } from './errors.ts';

/** `base ** exponent`; throws Python's ZeroDivisionError and OverflowError. JavaScript's own is off by a unit in the last place at times. */
export function power(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) throw templateError('0.0 cannot be raised to a negative power');
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent))
    throw templateError('a negative number cannot be raised to a fractional power here');
  const rough = base ** exponent;
  if (Math.abs(rough) === Infinity && Number.isFinite(base) && Number.isFinite(exponent))
    throw templateError("(34, 'Numerical result out of range')");
  if (exponent === 0.5) return Math.sqrt(base);
  const isExact =
    Number.isInteger(exponent) && Math.abs(exponent) <= 64 && Number.isFinite(rough) && rough !== 0;
  return isExact ? wholePower(base, exponent) : rough;
}

/** By exact fractions: rounded once. */
function wholePower(base: number, exponent: number): number {
  const { top, twos } = fraction(base);
  const count = BigInt(Math.abs(exponent));
  const raised = top ** count;
  const scale = twos * Math.abs(exponent);
  const [numerator, denominator] =
    scale >= 0 ? [raised << BigInt(scale), 1n] : [raised, 1n << BigInt(-scale)];
  return exponent < 0 ? quotient(denominator, numerator) : quotient(numerator, denominator);
}

/** A float as `top * 2 ** twos`. */
function fraction(value: number): { readonly top: bigint; readonly twos: number } {
  let twos = 0;
  let top = value;
  while (!Number.isInteger(top)) {
    top *= 2;
    twos -= 1;
  }
  return { top: BigInt(top), twos };
}

/** The float nearest to a fraction of whole numbers; of two equally near ones the even one. */
export function quotient(numerator: bigint, denominator: bigint): number {
  const isNegative = numerator < 0n !== denominator < 0n;
  const [top, bottom] = [
    numerator < 0n ? -numerator : numerator,
    denominator < 0n ? -denominator : denominator,
  ];
  if (top === 0n) return isNegative ? -0 : 0;
  /* 64 or 65 bits of the quotient, the last one set where something is left: enough for rounding once. */
  const shift = bits(bottom) - bits(top) + 65;
  const [wide, divisor] = shift >= 0 ? [top << BigInt(shift), bottom] : [top, bottom << BigInt(-shift)];
  const digits = (wide / divisor) | (wide % divisor === 0n ? 0n : 1n);
  const size = scaled(Number(digits), -shift);
  return isNegative ? -size : size;
}

function bits(value: bigint): number {
  return value.toString(16).length * 4;
}

/** `value * 2 ** twos` without running out of range on the way. */
function scaled(value: number, twos: number): number {
  if (twos < -1000) return value * 2 ** -1000 * 2 ** (twos + 1000);
  return twos > 900 ? value * 2 ** 900 * 2 ** (twos - 900) : value * 2 ** twos;
}
