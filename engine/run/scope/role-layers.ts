import { located, type Layer } from '../../plan/layer.ts';
import type { RoleInstance } from '../../plan/planned.ts';

/** What a role gives to the tasks that run in it: defaults (level 2), vars (15) and parameters (20), highest first. */
export interface RoleLayers {
  readonly defaults: readonly Layer[];
  readonly vars: readonly Layer[];
  readonly parameters: readonly Layer[];
}

const none: RoleLayers = { defaults: [], vars: [], parameters: [] };

/**
 * A role sees its own first, then those of the roles that led to it, the nearest first, then those of its
 * dependencies. The role's own vars win over `vars:` of the call.
 */
export function roleLayers(instance: RoleInstance | undefined): RoleLayers {
  if (instance === undefined) return none;
  const parents = [...instance.parents].reverse();
  const dependencies = allDependencies(instance);
  return {
    defaults: filled([instance, ...parents, ...dependencies].map(({ role }) => located(role.defaults))),
    vars: filled([
      located(instance.role.vars),
      located(instance.vars),
      ...[...dependencies, ...parents].flatMap((other) => [located(other.role.vars), located(other.vars)]),
    ]),
    parameters: filled([instance, ...parents].map(({ parameters }) => located(parameters))),
  };
}

/** What roles of a play lay open to all of its tasks: the last one wins. */
export function publicRoleLayers(roles: readonly RoleInstance[]): Pick<RoleLayers, 'defaults' | 'vars'> {
  const last = [...roles].reverse();
  return {
    defaults: filled(last.map(({ role }) => located(role.defaults))),
    vars: filled(
      last.flatMap(({ vars, role, loopVariables }) => [
        located(role.vars),
        located(vars),
        ...(loopVariables === undefined ? [] : [loopVariables]),
      ]),
    ),
  };
}

function allDependencies(instance: RoleInstance): readonly RoleInstance[] {
  return [...instance.dependencies].reverse().flatMap((one) => [one, ...allDependencies(one)]);
}

function filled(layers: readonly Layer[]): readonly Layer[] {
  return layers.filter(({ map }) => map.size > 0);
}
