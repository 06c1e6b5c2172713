import { templateError } from '../../errors.ts';
import { parseYaml } from '../../../../text/yaml.ts';
import { isTruthy, makeFloat, requireDefined } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { PyFloat, Value } from '../../value.ts';
import { filter, toIndex, unexpectedKeyword, type FilterEntry } from '../define.ts';
import { represent } from './represent.ts';
import { writeYaml } from './write-yaml.ts';
import type { ScalarStyle } from './yaml-tree.ts';

type Named = ReadonlyMap<string, Value>;

export const yamlFilters: readonly FilterEntry[] = [
  ['to_yaml', (value, positional, named) => dump('to_yaml', value, positional, named)],
  [
    'to_nice_yaml',
    (value, [indent, ...rest], named) =>
      dump(
        'to_nice_yaml',
        value,
        rest,
        new Map<string, Value>([['indent', indent ?? 4], ...named, ['default_flow_style', false]]),
      ),
  ],
  filter('from_yaml', '', (value) => (typeof value === 'string' ? (load(value)[0] ?? null) : value)),
  filter('from_yaml_all', '', (value) =>
    typeof value === 'string' ? (value.trim() === '' ? [] : load(value)) : value,
  ),
];

const known = [
  'indent',
  'width',
  'sort_keys',
  'default_flow_style',
  'default_style',
  'explicit_start',
  'explicit_end',
  'allow_unicode',
  'line_break',
];

const styles: Readonly<Record<string, ScalarStyle>> = {
  "'": 'single',
  '"': 'double',
  '|': 'literal',
  '>': 'folded',
};

function dump(name: string, value: Value, positional: readonly Value[], named: Named): string {
  if (positional.length > 0) throw templateError(`${name} - takes named arguments only`);
  const unknown = [...named.keys()].find((key) => !known.includes(key));
  if (unknown !== undefined) throw unexpectedKeyword(name, unknown, known);
  const given = (option: string): Value => requireDefined(named.get(option) ?? null);
  const flag = (option: string, fallback: boolean): boolean =>
    isTruthy(given(option) === null ? fallback : given(option));
  const [indent, width, flow, style] = ['indent', 'width', 'default_flow_style', 'default_style'].map(given);
  const best = indent === null || indent === undefined ? 2 : toIndex(indent);
  const step = best < 2 || best > 9 ? 2 : best;
  const tree = represent(requireDefined(value), {
    sortsKeys: flag('sort_keys', true),
    flowStyle: flow === null || flow === undefined ? undefined : isTruthy(flow),
    scalarStyle: style === null || style === undefined ? undefined : styles[str(style)],
  });
  return writeYaml(tree, {
    indent: step,
    width: widthFor(width ?? null, step),
    allowsUnicode: flag('allow_unicode', true),
    isExplicitStart: flag('explicit_start', false),
    isExplicitEnd: flag('explicit_end', false),
  });
}

const usualWidth = 80;

/** A width below twice the indentation is none; a negative one means no limit. */
function widthFor(given: Value, indent: number): number {
  if (given === null) return usualWidth;
  const width = given === Infinity ? -1 : toIndex(given);
  if (width < 0) return Infinity;
  return width <= indent * 2 ? usualWidth : width;
}

function load(text: string): Value[] {
  const { documents, problems } = parseYaml<PyFloat>({ path: '<text>', text }, { float: makeFloat });
  const [problem] = problems.filter(({ code }) => code !== 'duplicate-key');
  if (problem !== undefined) throw templateError(problem.detail, problem.help);
  return documents.map(({ value }) => value);
}
