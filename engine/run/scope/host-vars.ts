import { str } from '../../language/expression/python-text.ts';
import { Callable, makeTuple, ObjectValue, type Value } from '../../language/expression/value.ts';
import type { PlayState } from '../run-state.ts';
import { hostEnvironment } from './host-environment.ts';

/** `hostvars`: the variables of every host, each evaluated when it is asked for, with that host's own values. */
export function hostVars(play: PlayState): Value {
  const known = new Map<string, Value>();
  const get = (name: string): Value | undefined => {
    const found = known.get(name);
    if (found !== undefined) return found;
    const made = variablesOf(play, name);
    if (made !== undefined) known.set(name, made);
    return made;
  };
  return mappingObject('HostVars', get, () => [...play.run.inventory.hosts.keys()]);
}

const hidden: readonly string[] = ['hostvars', 'vars'];

function variablesOf(play: PlayState, name: string): Value | undefined {
  const environment = hostEnvironment(play, name);
  if (environment === undefined) return undefined;
  const { scope } = environment;
  return mappingObject(
    'HostVarsVars',
    (variable) => scope.get(variable),
    () => [...scope.names()].filter((variable) => !hidden.includes(variable)),
  );
}

/** An object that is asked like a dictionary, and has the methods of one. */
function mappingObject(
  type: string,
  get: (name: string) => Value | undefined,
  names: () => readonly string[],
): ObjectValue {
  const pairs = (): Value[] => names().flatMap((name) => pairOf(name, get(name)));
  const methods: Readonly<Record<string, Callable>> = {
    keys: new Callable('keys', () => [...names()]),
    items: new Callable('items', pairs),
    values: new Callable('values', () => names().flatMap((name) => get(name) ?? [])),
    get: new Callable('get', ({ positional: [name, otherwise = null] }) => get(str(name ?? null)) ?? otherwise),
  };
  const own = (name: string): Value | undefined => get(name) ?? (Object.hasOwn(methods, name) ? methods[name] : undefined);
  return new ObjectValue(type, own, { keys: () => [...names()] });
}

function pairOf(name: string, value: Value | undefined): Value[] {
  return value === undefined ? [] : [makeTuple([name, value])];
}
