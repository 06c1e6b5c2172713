import { templateError } from '../../errors.ts';
import { isInteger, makeInteger } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';

export interface Mac {
  readonly value: bigint;
  readonly bits: 48 | 64;
}

const forms = [
  /^(?:[0-9a-f]{1,2}[:-]){5}[0-9a-f]{1,2}$/i,
  /^(?:[0-9a-f]{1,4}[.:-]){2}[0-9a-f]{1,4}$/i,
  /^[0-9a-f]{5,6}[:-][0-9a-f]{5,6}$/i,
  /^[0-9a-f]{11,12}$/i,
  /^(?:[0-9a-f]{1,2}[:-]){7}[0-9a-f]{1,2}$/i,
  /^(?:[0-9a-f]{1,4}[.:-]){3}[0-9a-f]{1,4}$/i,
  /^[0-9a-f]{16}$/i,
];

/** A hardware address in one of the usual forms, or as a number; undefined for anything else. */
export function parseMac(value: Value): Mac | undefined {
  if (isInteger(value)) return fromNumber(BigInt(value));
  if (typeof value !== 'string') return undefined;
  const form = forms.findIndex((each) => each.test(value));
  if (form === -1) return /^\d+$/.test(value) ? fromNumber(BigInt(value)) : undefined;
  const parts = value.split(/[.:-]/);
  const bits = form >= 4 ? 64 : 48;
  const width = bits / 4 / parts.length;
  return { value: BigInt(`0x${parts.map((part) => part.padStart(width, '0')).join('')}`), bits };
}

function fromNumber(value: bigint): Mac | undefined {
  if (value < 0n || value >= 1n << 64n) return undefined;
  return { value, bits: value < 1n << 48n ? 48 : 64 };
}

/** The digits in groups. */
function grouped({ value, bits }: Mac, size: number, separator: string): string {
  const digits = value.toString(16).padStart(bits / 4, '0');
  return (digits.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).join(separator);
}

type Query = (mac: Mac, text: Value) => Value;

const pgsql: Query = (mac) => grouped(mac, 6, ':');
const windows: Query = (mac) => grouped(mac, 2, '-').toUpperCase();

const queries: Readonly<Record<string, Query>> = {
  '': (_mac, text) => text,
  bare: (mac) => grouped(mac, mac.bits / 4, '').toUpperCase(),
  bool: () => true,
  int: (mac) => makeInteger(mac.value),
  cisco: (mac) => grouped(mac, 4, '.'),
  eui48: windows,
  linux: (mac) => grouped(mac, 2, ':'),
  pgsql,
  postgresql: pgsql,
  psql: pgsql,
  unix: (mac) =>
    grouped(mac, 2, ':')
      .split(':')
      .map((part) => part.replace(/^0(?=.)/, ''))
      .join(':'),
  win: windows,
};

/** `hwaddr`: a hardware address in a form, or whether it is one. */
export function hwaddr(value: Value, query: string, alias: string): Value {
  const mac = parseMac(value);
  if (mac === undefined && query !== '' && query !== 'bool')
    throw templateError(`${alias}: not a hardware address: ${str(value)}`);
  const answer = Object.hasOwn(queries, query) ? queries[query] : undefined;
  if (answer === undefined)
    throw templateError(
      `${alias}: unknown filter type: ${query}`,
      `The queries are: ${Object.keys(queries)
        .filter((name) => name !== '')
        .join(', ')}.`,
    );
  return mac === undefined ? null : answer(mac, value);
}

/** The address that a host makes of its hardware address in a network (RFC 4862). */
export function slaacSuffix({ value, bits }: Mac): bigint {
  const wide = bits === 64 ? value : ((value >> 24n) << 40n) | (0xfffen << 24n) | (value & 0xffffffn);
  return wide ^ (1n << 57n);
}
