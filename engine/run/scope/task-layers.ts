import { located, raw, values, type Layer } from '../../plan/layer.ts';
import type { PlannedTask, RoleInstance } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState, RunState } from '../run-state.ts';
import { connectionVariables } from './connection-variables.ts';
import { inventoryLayers } from './inventory-layers.ts';
import { hostMagicVariables, magicVariables } from './magic.ts';
import { publicRoleLayers, roleLayers, type RoleLayers } from './role-layers.ts';

/**
 * The 22 levels as a task on a host sees them, the highest first; without a task, as the play does.
 * Magic variables stand above all: nobody can set them.
 */
export function taskLayers(
  play: PlayState,
  task: PlannedTask | undefined,
  host: HostState,
): readonly Layer[] {
  const { run } = play;
  const role = task?.context.role;
  const own = role === undefined ? undefined : layersOfRole(run, role);
  const open = openLayers(play);
  const layers: Layer[] = [magicVariables(play, task, host)];
  if (run.extraVars.size > 0) layers.push(raw(run.extraVars));
  if (task !== undefined) pushReversed(layers, task.context.includeVars);
  if (own !== undefined) layers.push(...own.parameters);
  layers.push(values(host.setFacts), raw(host.includedVariables));
  if (task !== undefined) pushReversed(layers, task.vars.map(located));
  if (own !== undefined) layers.push(...own.vars);
  layers.push(...open.vars, ...play.playLayers(host), values(host.factVariables));
  layers.push(...inventoryLayers(run, play.planned.folder, host));
  if (own !== undefined) layers.push(...own.defaults);
  layers.push(...open.defaults);
  if (task !== undefined) layers.push(connectionVariables(run, task, host));
  return layers;
}

/** What a host has by itself, as `hostvars` shows it, the highest first: nothing of the play, its roles and its tasks. */
export function ownLayers(play: PlayState, host: HostState): readonly Layer[] {
  const { run } = play;
  return [
    hostMagicVariables(play, host),
    raw(run.extraVars),
    values(host.setFacts),
    raw(host.includedVariables),
    values(host.factVariables),
    ...inventoryLayers(run, play.planned.folder, host),
  ];
}

function pushReversed(layers: Layer[], added: readonly Layer[]): void {
  for (let at = added.length - 1; at >= 0; at -= 1) {
    const layer = added[at];
    if (layer !== undefined) layers.push(layer);
  }
}

function layersOfRole(run: RunState, role: RoleInstance): RoleLayers {
  const known = run.roleLayers.get(role);
  if (known !== undefined) return known;
  const made = roleLayers(role);
  run.roleLayers.set(role, made);
  return made;
}

function openLayers(play: PlayState): Pick<RoleLayers, 'defaults' | 'vars'> {
  if (play.openLayers?.count !== play.publicRoles.length) {
    play.openLayers = { count: play.publicRoles.length, ...publicRoleLayers(play.publicRoles) };
  }
  return play.openLayers;
}
