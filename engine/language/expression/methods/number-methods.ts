/** Methods of int and float. Source: Numeric Types of Python's library reference. */
import { templateError } from '../errors.ts';
import { makeInteger, numeric } from '../operations.ts';
import { Bytes, makeTuple, PyFloat } from '../value.ts';
import type { Method } from './arguments.ts';

function bitsOf(value: number | bigint): string {
  const whole = BigInt(value);
  return whole === 0n ? '' : (whole < 0n ? -whole : whole).toString(2);
}

function toBytes(value: bigint, size: number, order: string): Bytes {
  if (value < 0n) throw templateError("can't convert negative int to unsigned");
  if (bitsOf(value).length > size * 8) throw templateError('int too big to convert');
  const hex = value.toString(16).padStart(size * 2, '0');
  const data = Uint8Array.from({ length: size }, (_, index) =>
    Number.parseInt(hex.slice(index * 2, index * 2 + 2), 16),
  );
  return new Bytes(order === 'little' ? data.reverse() : data);
}

export const integerMethods: Readonly<Record<string, Method<number | bigint>>> = {
  as_integer_ratio: (self) => makeTuple([self, 1]),
  bit_count: (self) => bitsOf(self).replaceAll('0', '').length,
  bit_length: (self) => bitsOf(self).length,
  conjugate: (self) => self,
  to_bytes: (self, args) =>
    toBytes(BigInt(self), args.integer(0, 1, 'length'), args.optionalText(1, 'byteorder') ?? 'big'),
};

/** A finite float as `[digits, twos]`: digits * 2 ** twos, with the least digits. */
function parts(value: number): readonly [bigint, number] {
  let digits = value;
  let twos = 0;
  while (!Number.isInteger(digits)) {
    digits *= 2;
    twos -= 1;
  }
  return [BigInt(digits), twos];
}

function ratio(value: number): readonly [bigint, bigint] {
  if (!Number.isFinite(value)) throw templateError('cannot convert Infinity or NaN to integer ratio');
  const [digits, twos] = parts(value);
  return [digits, 1n << BigInt(-twos)];
}

/** Such as `0x1.8000000000000p+1`. */
function hexText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  if (value === 0) return `${sign}0x0.0p+0`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, '0');
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? 0 : 1}.${fraction}p${power < 0 ? '-' : '+'}${Math.abs(power)}`;
}

export const floatMethods: Readonly<Record<string, Method<number | PyFloat>>> = {
  as_integer_ratio: (self) => makeTuple(ratio(Number(numeric(self))).map((part) => makeInteger(part))),
  conjugate: (self) => self,
  hex: (self) => hexText(Number(numeric(self))),
  is_integer: (self) => self instanceof PyFloat && Number.isFinite(self.value),
};
