import { localNames } from '../language/inventory/host-pattern.ts';
import type { InventoryHost } from '../language/inventory/inventory.ts';
import { createHostState, type HostState } from './host-state.ts';
import type { RunState } from './run-state.ts';

export function isLocalName(name: string): boolean {
  return localNames.includes(name);
}

/** What the run knows of a host: of the inventory, or the implicit localhost. Undefined for others. */
export function findHost(name: string, run: RunState): HostState | undefined {
  const known = run.hosts.get(name);
  if (known !== undefined) return known;
  const inventory = run.inventory.hosts.get(name);
  if (inventory === undefined && !isLocalName(name)) return undefined;
  const made = createHostState(inventory ?? implicitHost(name), inventory === undefined);
  run.hosts.set(name, made);
  return made;
}

function implicitHost(name: string): InventoryHost {
  return { name, groups: [], variables: new Map([['ansible_connection', 'local']]) };
}
