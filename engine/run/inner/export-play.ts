import { keyText, toJson } from '../../language/expression/convert.ts';
import { Sealed } from '../../language/expression/value.ts';
import type { Inventory, InventoryVariables } from '../../language/inventory/inventory.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import type { ExportedPlay, Json } from '../../module.ts';

/**
 * Inventory and variables for a program that runs playbooks itself. Templates stay as they are written, as that program
 * evaluates them; vaults are open.
 */
export function exportPlay(inventory: Inventory, extraVars: ReadonlyMap<string, Raw>): ExportedPlay {
  const groups = [...inventory.groups.values()].map(({ name, hosts, children, variables }) => [
    name,
    { hosts: [...hosts], children: [...children], vars: jsonOf(variables) },
  ]);
  const hostvars = [...inventory.hosts.values()].map(({ name, variables }) => [name, jsonOf(variables)]);
  return {
    inventory: {
      ...(Object.fromEntries(groups) as Record<string, Json>),
      _meta: { hostvars: Object.fromEntries(hostvars) as Record<string, Json> },
    },
    extraVariables: jsonOf(extraVars),
  };
}

function jsonOf(variables: InventoryVariables): Record<string, Json> {
  return Object.fromEntries([...variables].map(([name, value]) => [name, opened(value)]));
}

function opened(value: Raw): Json {
  if (value instanceof Sealed) return value.open();
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [keyText(key), opened(item)]));
  if (Array.isArray(value)) return value.map(opened);
  return toJson(value);
}
