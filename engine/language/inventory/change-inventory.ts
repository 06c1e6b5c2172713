import { inventoryBuilder } from './build-inventory.ts';
import type { Inventory, InventoryVariables } from './inventory.ts';

/** The inventory with a host added, or its variables and groups extended. */
export function withHost(
  inventory: Inventory,
  host: {
    readonly name: string;
    readonly groups?: readonly string[] | undefined;
    readonly variables?: InventoryVariables | undefined;
  },
): Inventory {
  const builder = inventoryBuilder(inventory);
  builder.addHost(host.name, undefined);
  for (const group of host.groups ?? []) builder.addHost(host.name, group);
  for (const [name, value] of host.variables ?? []) builder.setHostVariable(host.name, name, value);
  return builder.build();
}

/** The inventory with a group, its parents and hosts. A parent that would stand below its child is passed over. */
export function withGroup(
  inventory: Inventory,
  group: {
    readonly name: string;
    readonly parents?: readonly string[] | undefined;
    readonly hosts?: readonly string[] | undefined;
  },
): Inventory {
  const builder = inventoryBuilder(inventory);
  builder.addGroup(group.name);
  for (const parent of group.parents ?? []) builder.addChild(parent, group.name);
  for (const host of group.hosts ?? []) builder.addHost(host, group.name);
  return builder.build();
}
