import type { Inventory, InventoryGroup } from './inventory.ts';

/** Hosts of a group and of all below it, each once, the nearest groups first. */
export function hostsOfGroup(name: string, inventory: Inventory): readonly string[] {
  const hosts = new Set<string>();
  const seen = new Set<string>([name]);
  let level: readonly string[] = [name];
  while (level.length > 0) {
    const groups = level.flatMap((one) => inventory.groups.get(one) ?? []);
    for (const group of groups) for (const host of group.hosts) hosts.add(host);
    level = groups.flatMap((group) => group.children).filter((child) => !seen.has(child) && seen.add(child));
  }
  return [...hosts];
}

/**
 * All groups of a host, `all` first, in the order in which each overrides those before it: by depth, then priority,
 * then name. A host that the inventory does not have belongs to `all` alone.
 */
export function groupsOfHost(host: string, inventory: Inventory): readonly string[] {
  const found = new Set<string>(['all']);
  const visit = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    for (const parent of inventory.groups.get(name)?.parents ?? []) visit(parent);
  };
  for (const group of inventory.hosts.get(host)?.groups ?? []) visit(group);
  return [...found]
    .flatMap((name) => inventory.groups.get(name) ?? [])
    .sort(byPrecedence)
    .map(({ name }) => name);
}

function byPrecedence(a: InventoryGroup, b: InventoryGroup): number {
  return a.depth - b.depth || a.priority - b.priority || (a.name < b.name ? -1 : 1);
}
