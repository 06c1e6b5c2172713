import {
  adjacentVariables,
  hostLayers,
  type AdjacentVariables,
} from '../../language/inventory/group-variables.ts';
import { inventoryFolders } from '../../language/inventory/load-inventory.ts';
import { raw, type Layer } from '../../plan/layer.ts';
import type { HostState } from '../host-state.ts';
import type { RunState } from '../run-state.ts';

/** Levels 3 to 10 of a host, the highest first; made once as long as neither inventory nor playbook folder change. */
export function inventoryLayers(run: RunState, playFolder: string, host: HostState): readonly Layer[] {
  const stamp = `${run.inventoryStamp} ${playFolder}`;
  if (host.inventoryLayers?.stamp === stamp) return host.inventoryLayers.layers;
  const sources = inventoryFolders(run.inventory, run.world.files).map((folder) =>
    variablesBeside(run, folder),
  );
  const layers: Layer[] = [
    ...hostLayers(host.name, run.inventory, sources, variablesBeside(run, playFolder)),
  ];
  if (host.implicit) layers.push(raw(host.inventory.variables));
  host.inventoryLayers = { stamp, layers };
  return layers;
}

/** `group_vars` and `host_vars` of a folder, read once in a run. */
export function variablesBeside(run: RunState, folder: string): AdjacentVariables {
  const known = run.adjacent.get(folder);
  if (known !== undefined) return known;
  const made = adjacentVariables(folder, run.planner.reading);
  run.adjacent.set(folder, made);
  return made;
}
