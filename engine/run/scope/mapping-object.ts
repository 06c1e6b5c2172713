import { str } from '../../language/expression/python-text.ts';
import { Callable, makeTuple, ObjectValue, type Value } from '../../language/expression/value.ts';

/** An object that is asked like a dictionary, and has the methods of one. */
export function mappingObject(
  type: string,
  get: (name: string) => Value | undefined,
  names: () => readonly string[],
): ObjectValue {
  const pairs = (): Value[] => names().flatMap((name) => pairOf(name, get(name)));
  const methods: Readonly<Record<string, Callable>> = {
    keys: new Callable('keys', () => [...names()]),
    items: new Callable('items', pairs),
    values: new Callable('values', () => names().flatMap((name) => get(name) ?? [])),
    get: new Callable(
      'get',
      ({ positional: [name, otherwise = null] }) => get(str(name ?? null)) ?? otherwise,
    ),
  };
  const own = (name: string): Value | undefined =>
    get(name) ?? (Object.hasOwn(methods, name) ? methods[name] : undefined);
  return new ObjectValue(type, own, { keys: () => [...names()] });
}

function pairOf(name: string, value: Value | undefined): Value[] {
  return value === undefined ? [] : [makeTuple([name, value])];
}
