import type { Inventory, InventoryVariables } from './inventory.ts';

/** The inventory with a host added, or its variables and groups extended. */
export function withHost(
  _inventory: Inventory,
  _host: { readonly name: string; readonly groups?: readonly string[]; readonly variables?: InventoryVariables },
): Inventory {
  throw new Error('being written');
}

/** The inventory with a group, its parents and hosts. */
export function withGroup(
  _inventory: Inventory,
  _group: { readonly name: string; readonly parents?: readonly string[]; readonly hosts?: readonly string[] },
): Inventory {
  throw new Error('being written');
}
