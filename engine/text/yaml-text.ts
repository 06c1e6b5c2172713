import { resolvePlain } from './yaml-scalar.ts';
import type { YamlValue } from './yaml.ts';

/** A value that can be written: what `parseYaml` gives. Integral floats are written as ints. */
export type WritableValue = YamlValue;

/**
 * A value as YAML in block style: lists stand at the column of their key's children, empty collections as `[]` and
 * `{}`. Lines after the first are indented by `indent` columns. No newline at the end.
 */
export function yamlText(value: WritableValue, indent = 0): string {
  if (Array.isArray(value))
    return value.length === 0
      ? '[]'
      : value.map((item) => `- ${yamlText(item, indent + 2)}`).join(`\n${' '.repeat(indent)}`);
  if (value instanceof Map) return value.size === 0 ? '{}' : mappingText(value, indent);
  return scalarText(value);
}

function mappingText(map: ReadonlyMap<WritableValue, WritableValue>, indent: number): string {
  const lines = [...map].map(([key, value]) => `${keyText(key)}:${valueText(value, indent)}`);
  return lines.join(`\n${' '.repeat(indent)}`);
}

/** What follows the colon of a key: a space and the value, or the value on the next lines. */
export function valueText(value: WritableValue, indent: number): string {
  const isEmpty = Array.isArray(value) ? value.length === 0 : value instanceof Map ? value.size === 0 : true;
  if (isEmpty) return ` ${yamlText(value)}`;
  const inner = Array.isArray(value) ? indent : indent + 2;
  return `\n${' '.repeat(inner)}${yamlText(value, inner)}`;
}

/** A value on one line, in flow style. */
export function flowText(value: WritableValue): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`;
  if (value instanceof Map) {
    return `{${[...value].map(([key, one]) => `${keyText(key, true)}: ${flowText(one)}`).join(', ')}}`;
  }
  return scalarText(value, true);
}

/** A key: a scalar. */
export function keyText(key: WritableValue, inFlow = false): string {
  return typeof key === 'object' && key !== null
    ? scalarText(flowText(key), inFlow)
    : scalarText(key, inFlow);
}

function scalarText(value: null | boolean | number | bigint | string, inFlow = false): string {
  if (value === null) return 'null';
  if (typeof value === 'number') return numberText(value);
  if (typeof value !== 'string') return String(value);
  if (canBePlain(value, inFlow)) return value;

  if (/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/.test(value))
    return doubleQuoted(value);
  return `'${value.replaceAll("'", "''")}'`;
}

/** YAML 1.1 knows a float by its point, and an exponent by its sign. */
function numberText(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = String(value);
  if (!text.includes('e')) return text;
  const [digits = '', exponent = ''] = text.split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}e${/^[-+]/.test(exponent) ? exponent : `+${exponent}`}`;
}

function canBePlain(text: string, inFlow: boolean): boolean {
  if (typeof resolvePlain(text) !== 'string' || text === '=' || text === '<<') return false;
  if (resolvePlain(text) !== text || text !== text.trim()) return false;
  if (/^[-?:](?:\s|$)|^[-&*!|>%@`,[\]{}#'"?:]|^---|^\.\.\./.test(text) && !/^-[^\s-]/.test(text))
    return false;

  if (/: |:$| #|[\u0000-\u001f\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/.test(text))
    return false;
  return !inFlow || !/[,[\]{}:]/.test(text);
}

function doubleQuoted(text: string): string {
  const escaped = text.replace(
    /["\\\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]/g,
    (char) => shortEscapes[char] ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${escaped}"`;
}

const shortEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
  '\0': '\\0',
};
