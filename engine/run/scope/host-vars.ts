import { orUndefined } from '../../language/expression/undefined-variable.ts';
import type { Value } from '../../language/expression/value.ts';
import { localNames } from '../../language/inventory/host-pattern.ts';
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
  return mappingObject('HostVars', get, () => hostNames(play));
}

/** The hosts of the inventory, and the implicit localhost where it names no local host itself. */
function hostNames({ run }: PlayState): string[] {
  const names = [...run.inventory.hosts.keys()];
  return names.some((name) => localNames.includes(name)) ? names : [...names, 'localhost'];
}

const hidden: readonly string[] = ['hostvars', 'vars'];

function variablesOf(play: PlayState, name: string): Value | undefined {
  const environment = hostEnvironment(play, name);
  if (environment === undefined) return undefined;
  const { scope } = environment;
  return mappingObject(
    'HostVarsVars',
    (variable) => (hidden.includes(variable) ? undefined : orUndefined(variable, (name) => scope.get(name))),
    () => [...scope.names()].filter((variable) => !hidden.includes(variable)),
  );
}
