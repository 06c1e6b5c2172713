import { withGroup, withHost } from '../language/inventory/change-inventory.ts';
import { fromJson } from '../language/expression/convert.ts';
import { equals } from '../language/expression/operations.ts';
import { Sealed, type Value } from '../language/expression/value.ts';
import type { Effects } from '../module.ts';
import type { Inventory } from '../language/inventory/inventory.ts';
import { loadInventoryOfRun } from './load-inventory.ts';
import { addFacts, type HostState } from './host-state.ts';
import type { PlayState, RunState } from './run-state.ts';

/** Carries out what a module asked of the engine, for some hosts. */
export function applyEffects(play: PlayState, hosts: readonly HostState[], effects: Effects): void {
  const { setFacts, includeVars, addHost, addGroup } = effects;
  for (const host of hosts) {
    if (setFacts !== undefined) {
      for (const [name, value] of setFacts) host.setFacts.set(name, fromJson(value));
      if (effects.cacheable === true) addFacts(host, valuesOf(setFacts));
    }
    if (includeVars !== undefined) {
      for (const [name, value] of includeVars) host.includedVariables.set(name, rawValue(value));
    }
    if (addGroup !== undefined) joinGroup(play.run, host, addGroup);
  }
  if (addHost !== undefined) addToInventory(play.run, addHost);
}

/** Whether the inventory lacks any of what is to be added to it. */
export function isNewTo(inventory: Inventory, host: string, { addHost, addGroup }: Effects): boolean {
  const lacks = (group: string, member: string): boolean =>
    inventory.groups.get(group)?.hosts.includes(member) !== true;
  if (addHost !== undefined) {
    const known = inventory.hosts.get(addHost.name);
    const differs = ([name, value]: readonly [string, Value]): boolean =>
      known?.variables.has(name) !== true || !equals(known.variables.get(name) ?? null, value);
    if (known === undefined || addHost.groups.some((group) => lacks(group, addHost.name))) return true;
    return [...valuesOf(addHost.variables)].some(differs);
  }
  if (addGroup === undefined) return false;
  const parents = inventory.groups.get(addGroup.name)?.parents;
  return (
    lacks(addGroup.name, host) ||
    addGroup.parents.some((parent) => parent !== 'all' && parents?.includes(parent) !== true)
  );
}

/** What was read from YAML is an engine value already, sealed texts too. */
function rawValue(value: unknown): Value {
  return value instanceof Sealed ? value : fromJson(value);
}

function valuesOf(map: ReadonlyMap<string, unknown>): ReadonlyMap<string, Value> {
  return new Map([...map].map(([name, value]) => [name, fromJson(value)]));
}

function addToInventory(run: RunState, host: NonNullable<Effects['addHost']>): void {
  const variables = valuesOf(host.variables);
  extendInventory(run, (inventory) =>
    withHost(inventory, { name: host.name, groups: host.groups, variables }),
  );
}

function joinGroup(run: RunState, host: HostState, group: NonNullable<Effects['addGroup']>): void {
  extendInventory(run, (inventory) => withGroup(inventory, { ...group, hosts: [host.name] }));
}

function extendInventory(run: RunState, extend: (inventory: Inventory) => Inventory): void {
  run.extensions.push(extend);
  changeInventory(run, extend(run.inventory));
}

/** Reads the inventories again. Hosts and groups that tasks have added stay. */
export function refreshInventory(run: RunState): void {
  const read = loadInventoryOfRun(run);
  changeInventory(
    run,
    run.extensions.reduce((inventory, extend) => extend(inventory), read),
  );
}

/** Puts another inventory in place; what hosts have gathered stays theirs. */
function changeInventory(run: RunState, inventory: Inventory): void {
  run.inventory = inventory;
  run.inventoryStamp += 1;
  for (const [name, host] of run.hosts) {
    const now = inventory.hosts.get(name);
    if (now !== undefined) {
      host.inventory = now;
      host.implicit = false;
    }
  }
}
