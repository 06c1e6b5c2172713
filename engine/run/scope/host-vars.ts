import { ObjectValue, type Value } from '../../language/expression/value.ts';
import type { PlayState } from '../run-state.ts';
import { hostEnvironment } from './host-environment.ts';

/** `hostvars`: the variables of every host, each evaluated when it is asked for, with that host's own values. */
export function hostVars(play: PlayState): Value {
  const known = new Map<string, Value>();
  return new ObjectValue(
    'HostVars',
    (name) => {
      const found = known.get(name);
      if (found !== undefined) return found;
      const made = variablesOf(play, name);
      if (made !== undefined) known.set(name, made);
      return made;
    },
    { keys: () => [...play.run.inventory.hosts.keys()] },
  );
}

function variablesOf(play: PlayState, name: string): Value | undefined {
  const environment = hostEnvironment(play, name);
  if (environment === undefined) return undefined;
  const { scope } = environment;
  return new ObjectValue('HostVarsVars', (variable) => scope.get(variable), {
    keys: () => [...scope.names()].filter((variable) => variable !== 'hostvars' && variable !== 'vars'),
  });
}
