import { templateError } from '../errors.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { isTruthy, requireDefined } from '../operations.ts';
import { str } from '../python-text.ts';
import type { Value } from '../value.ts';
import { attributeGetter, type Getter } from './attribute-path.ts';
import { unexpectedKeyword, type FilterEntry } from './define.ts';
import { itemsOf } from './lists/items.ts';

type Named = ReadonlyMap<string, Value>;

/** How filters that apply others by name reach them. */
export interface Appliers {
  readonly filter: Applier<Value>;
  readonly test: Applier<boolean>;
}

export type Applier<T> = (
  name: string,
  value: Value,
  positional: readonly Value[],
  named: Named,
  environment: TemplateEnvironment,
) => T;

/** `map`, `select`, `reject`, `selectattr` and `rejectattr`. */
export function selectionFilters(appliers: Appliers): readonly FilterEntry[] {
  const selection = (name: string, isWanted: boolean, byAttribute: boolean): FilterEntry => [
    name,
    (value, positional, named, environment) => {
      if (!isTruthy(value)) return [];
      const [attribute, rest] = byAttribute ? takeAttribute(positional) : [undefined, positional];
      const get = attributeGetter(attribute);
      const passes = testOf(appliers.test, rest, named, environment);
      return itemsOf(value).filter((item) => passes(get(item)) === isWanted);
    },
  ];
  return [
    selection('select', true, false),
    selection('reject', false, false),
    selection('selectattr', true, true),
    selection('rejectattr', false, true),
    [
      'map',
      (value, positional, named, environment) => {
        if (!isTruthy(value)) return [];
        return itemsOf(value).map(mapperOf(appliers.filter, positional, named, environment));
      },
    ],
  ];
}

function takeAttribute(positional: readonly Value[]): [Value, readonly Value[]] {
  const [attribute, ...rest] = positional;
  if (attribute === undefined) throw templateError('Missing parameter for attribute name');
  return [requireDefined(attribute), rest];
}

function testOf(
  apply: Applier<boolean>,
  [name, ...positional]: readonly Value[],
  named: Named,
  environment: TemplateEnvironment,
): (value: Value) => boolean {
  if (name === undefined) return isTruthy;
  const test = str(requireDefined(name));
  return (value) => apply(test, value, positional, named, environment);
}

function mapperOf(
  apply: Applier<Value>,
  positional: readonly Value[],
  named: Named,
  environment: TemplateEnvironment,
): Getter {
  const [name, ...rest] = positional;
  if (name !== undefined) {
    const filter = str(requireDefined(name));
    return (item) => apply(filter, item, rest, named, environment);
  }
  const attribute = named.get('attribute');
  if (attribute === undefined)
    throw templateError('map requires a filter argument', 'Name a filter, or give attribute=...');
  const unknown = [...named.keys()].find((key) => key !== 'attribute' && key !== 'default');
  if (unknown !== undefined) throw unexpectedKeyword('map', unknown, ['attribute', 'default']);
  const fallback = named.get('default') ?? null;
  return attributeGetter(requireDefined(attribute), fallback === null ? undefined : fallback);
}
