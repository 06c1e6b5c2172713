import type { Value } from '../../language/expression/value.ts';
import type { PlayState } from '../run-state.ts';
import { hostEnvironment } from './host-environment.ts';
import { mappingObject } from './mapping-object.ts';

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
