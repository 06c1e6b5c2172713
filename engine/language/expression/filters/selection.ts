import { templateError } from '../errors.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { dictGet, isTruthy, requireDefined } from '../operations.ts';
import { str } from '../python-text.ts';
import type { Value } from '../value.ts';
import { attributeGetter, type Getter } from './attribute-path.ts';
import { filter, unexpectedKeyword, type FilterArguments, type FilterEntry } from './define.ts';
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
    filter('index_of', 'test [value] [key] [wantlist] [fail_on_missing]', (value, args) =>
      indexOf(value, args, appliers.test),
    ),
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

/** `index_of`: where the items are that pass a test; one index alone unless a list is wanted. */
function indexOf(value: Value, args: FilterArguments, apply: Applier<boolean>): Value {
  const written = args.text('test');
  const isNegated = /^(?:!|not )/.test(written);
  const name = isNegated ? written.replace(/^(?:!|not )/, '').replace(/^=$/, '==') : written;
  const wanted = args.get('value');
  const positional =
    wanted === undefined ? [] : [name === 'in' && !Array.isArray(wanted) ? [wanted] : wanted];
  const key = args.get('key');
  const found = itemsOf(value).flatMap((item, index) => {
    const tested = key === undefined ? item : memberOf(item, key);
    if (tested === undefined) {
      if (args.flag('fail_on_missing'))
        throw templateError(`'${str(key ?? null)}' was not found in ${str(item)} at [${index}]`);
      return [];
    }
    return apply(name, tested, positional, new Map(), args.environment) === isNegated ? [] : [index];
  });
  const [only] = found;
  return found.length === 1 && only !== undefined && !args.flag('wantlist') ? only : found;
}

function memberOf(item: Value, key: Value): Value | undefined {
  if (item instanceof Map) return dictGet(item, key);
  throw templateError('When a key name is provided, all list entries are required to be dictionaries');
}
