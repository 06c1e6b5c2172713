import { str } from '../../language/expression/python-text.ts';
import { Callable, makeTuple, ObjectValue, type Value } from '../../language/expression/value.ts';

/** An object that is asked like a dictionary, and has the methods of one. */
export function mappingObject(
  type: string,
  get: (name: string) => Value | undefined,
  names: () => readonly string[],
): ObjectValue {
  const present = (): (readonly [string, Value])[] =>
    names().flatMap((name) => {
      const value = get(name);
      return value === undefined ? [] : [[name, value] as const];
    });
  const methods: Readonly<Record<string, Callable>> = {
    keys: new Callable('keys', () => [...names()]),
    items: new Callable('items', () => present().map(([name, value]) => makeTuple([name, value]))),
    values: new Callable('values', () => present().map(([, value]) => value)),
    get: new Callable('get', ({ positional: [name, otherwise = null] }) =>
      orElse(get(str(name ?? null)), otherwise),
    ),
  };
  const own = (name: string): Value | undefined =>
    orElse(get(name), Object.hasOwn(methods, name) ? methods[name] : undefined);
  return new ObjectValue(type, own, { keys: () => [...names()] });
}

/** None is a value like others. */
function orElse<T extends Value | undefined>(value: Value | undefined, otherwise: T): Value | T {
  return value === undefined ? otherwise : value;
}
