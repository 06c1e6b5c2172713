/** Python's text of values: `str()` and `repr()`. */
import { isFloat, isMapping, isSequence, requireDefined, typeName } from './operations.ts';
import {
  Bytes,
  Callable,
  ObjectValue,
  Omit,
  PyFloat,
  PySet,
  Tuple,
  Undefined,
  View,
  type Value,
} from './value.ts';

/** Python's `str(value)`. */
export function str(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof ObjectValue && value.behaviour.text !== undefined) return value.behaviour.text.str();
  const given: Value = requireDefined(value);
  return typeof given === 'string' ? given : repr(given);
}

/** Python's `repr(value)`. */
export function repr(value: Value): string {
  if (value === null) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (typeof value === 'string') return reprText(value);
  if (isFloat(value)) return floatText(value instanceof PyFloat ? value.value : value);
  if (typeof value === 'number' || typeof value === 'bigint') return integerText(value);
  if (value instanceof Tuple)
    return value.length === 1 ? `(${repr(value[0] ?? null)},)` : `(${value.map(repr).join(', ')})`;
  if (value instanceof View) return value.text();
  if (isSequence(value)) return `[${value.map(repr).join(', ')}]`;
  if (isMapping(value))
    return `{${[...value].map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`;
  if (value instanceof PySet)
    return value.items.size === 0 ? 'set()' : `{${[...value.items.values()].map(repr).join(', ')}}`;
  if (value instanceof Bytes) return reprBytes(value.data);
  if (value instanceof Undefined) return 'AnsibleUndefined';
  if (value instanceof Omit) return '__omit_place_holder__';
  if (value instanceof Callable) return `<function ${value.name}>`;
  if (value instanceof ObjectValue && value.behaviour.text !== undefined) return value.behaviour.text.repr();
  if (value instanceof ObjectValue && value.keys !== undefined) {
    return `{${value
      .keys()
      .map((key) => `${repr(key)}: ${repr(value.get(str(key)) ?? null)}`)
      .join(', ')}}`;
  }
  return `<${typeName(value)} object>`;
}

function integerText(value: number | bigint): string {
  return typeof value === 'bigint' || Number.isSafeInteger(value)
    ? value.toString()
    : BigInt(value).toString();
}

/** A float as Python prints it: the shortest digits that read back, with `.0`, and an exponent of two digits. */
export function floatText(value: number): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Object.is(value, -0)) return '-0.0';
  if (value === 0) return '0.0';
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  const text = plainDigits(digits, exponent);
  return text.includes('.') ? text : `${text}.0`;
}

function plainDigits(mantissa: string, exponent: number): string {
  const sign = mantissa.startsWith('-') ? '-' : '';
  const digits = mantissa.replace(/[-.]/g, '');
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  const fraction = digits.slice(exponent + 1);
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };

function reprText(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = '';
  for (const character of text) {
    const known = escapes[character];
    if (known !== undefined) out += known;
    else if (character === quote) out += `\\${quote}`;
    else out += isPrintable(character) ? character : escapeCode(character.codePointAt(0) ?? 0);
  }
  return quote + out + quote;
}

function isPrintable(character: string): boolean {
  return character === ' ' || !/[\p{C}\p{Z}]/u.test(character);
}

function escapeCode(code: number): string {
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\U${code.toString(16).padStart(8, '0')}`;
}

/** Python's `ascii(value)`: as `repr`, with everything beyond ASCII escaped. */
export function ascii(value: Value): string {
  return [...repr(value)]
    .map((character) => (character > '~' ? escapeCode(character.codePointAt(0) ?? 0) : character))
    .join('');
}

function reprBytes(data: Uint8Array): string {
  const quote = data.includes(0x27) && !data.includes(0x22) ? '"' : "'";
  let out = '';
  for (const byte of data) {
    const character = String.fromCharCode(byte);
    const known = escapes[character];
    if (known !== undefined) out += known;
    else if (character === quote) out += `\\${quote}`;
    else out += byte >= 0x20 && byte < 0x7f ? character : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `b${quote}${out}${quote}`;
}
