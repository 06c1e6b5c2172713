import { templateError } from '../../errors.ts';
import { compare, isFloat, requireDefined, typeName } from '../../operations.ts';
import { floatText, str } from '../../python-text.ts';
import { Bytes, ObjectValue, Omit, PyFloat, PySet, type Value } from '../../value.ts';
import { isTime } from '../date-time/time-value.ts';
import { entriesOf } from '../dicts/dict-filters.ts';
import type { ScalarStyle, YamlDict, YamlList, YamlText, YamlTree } from './yaml-tree.ts';

export interface RepresentOptions {
  readonly sortsKeys: boolean;
  /** undefined: lists and dictionaries of nothing but scalars in brackets, others in blocks. */
  readonly flowStyle: boolean | undefined;
  readonly scalarStyle: ScalarStyle | undefined;
}

/** A value as PyYAML's safe dumper represents it. Throws for what it has nothing for, and for what is not there. */
export function represent(value: Value, options: RepresentOptions): YamlTree {
  const scalar = (text: string, tag: string, style = options.scalarStyle): YamlText => ({
    kind: 'scalar',
    text,
    tag,
    style,
  });
  requireDefined(value);
  if (value === null) return scalar('null', 'null');
  if (typeof value === 'boolean') return scalar(String(value), 'bool');
  if (typeof value === 'string') return scalar(value, 'str');
  if (isFloat(value)) return scalar(yamlFloat(value instanceof PyFloat ? value.value : value), 'float');
  if (typeof value === 'number' || typeof value === 'bigint') return scalar(str(value), 'int');
  if (value instanceof Bytes) return scalar(wrappedBase64(value.data), 'binary', 'literal');
  if (Array.isArray(value)) return sequence(value, options);
  if (value instanceof PySet) {
    const members = [...value.items.values()].map((item): [Value, Value] => [item, null]);
    return mapping(members, options, 'set');
  }
  const entries = entriesOf(value);
  if (entries !== undefined) return mapping(entries, options, undefined);
  if (value instanceof ObjectValue && isTime(value)) return scalar(str(value), 'timestamp');
  if (value instanceof Omit) return scalar(str(value), 'str');
  throw templateError(
    `cannot represent an object of type ${typeName(value)}`,
    'Make a list or a text of it first.',
  );
}

function sequence(value: readonly Value[], options: RepresentOptions): YamlList {
  const items = Array.from(value, (item) => represent(item, options));
  return { kind: 'sequence', items, isFlow: options.flowStyle ?? items.every(isPlainScalar) };
}

function mapping(
  entries: readonly (readonly [Value, Value])[],
  options: RepresentOptions,
  tag: string | undefined,
): YamlDict {
  const sorted = options.sortsKeys ? sortEntries(entries) : entries;
  const represented = sorted.map(
    ([key, item]) => [represent(key, options), represent(item, options)] as const,
  );
  const isFlow = options.flowStyle ?? represented.flat().every(isPlainScalar);
  return { kind: 'mapping', entries: represented, isFlow, tag };
}

function isPlainScalar(tree: YamlTree): boolean {
  return tree.kind === 'scalar' && tree.style === undefined;
}

/** Keys that cannot be compared stay in their order. */
function sortEntries(entries: readonly (readonly [Value, Value])[]): readonly (readonly [Value, Value])[] {
  try {
    return entries.toSorted(([a], [b]) => compare(a, b));
  } catch {
    return entries;
  }
}

function yamlFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = floatText(value);
  // YAML 1.1 knows no exponent without a point.
  return text.includes('.') ? text : text.replace('e', '.0e');
}

function wrappedBase64(data: Uint8Array): string {
  const text = Buffer.from(data).toString('base64');
  return (text.match(/.{1,76}/g) ?? []).map((line) => `${line}\n`).join('');
}
