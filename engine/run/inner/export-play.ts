import { keyText, toJson } from '../../language/expression/convert.ts';
import { Sealed } from '../../language/expression/value.ts';
import type { AdjacentVariables } from '../../language/inventory/group-variables.ts';
import type { Inventory, InventoryVariables } from '../../language/inventory/inventory.ts';
import type { Raw, RawVariables } from '../../language/playbook/ast.ts';
import type { ExportedPlay, Json, PlayReach } from '../../module.ts';
import type { RunRequest } from '../options.ts';

/** What is exported of a play: its inventory with what stands in files beside it, and its variables. */
export interface PlayToExport {
  readonly inventory: Inventory;
  /** `group_vars` and `host_vars` of the inventory's folders; later ones win. */
  readonly adjacent: readonly AdjacentVariables[];
  readonly extraVars: ReadonlyMap<string, Raw>;
}

/**
 * Inventory and variables for a program that runs playbooks itself. Templates stay as they are written, as that program
 * evaluates them; vaults are open, and what is in them is no template.
 */
export function exportPlay({
  inventory,
  adjacent,
  extraVars,
}: PlayToExport): Pick<ExportedPlay, 'inventory' | 'extraVariables'> {
  const groups = [...inventory.groups.values()].map(({ name, hosts, children, variables }) => [
    name,
    {
      hosts: [...hosts],
      children: [...children],
      vars: jsonOf(
        over(
          variables,
          adjacent.map((one) => one.group(name)),
        ),
      ),
    },
  ]);
  const hostvars = [...inventory.hosts.values()].map(({ name, variables }) => [
    name,
    jsonOf(
      over(
        variables,
        adjacent.map((one) => one.host(name)),
      ),
    ),
  ]);
  return {
    inventory: {
      ...(Object.fromEntries(groups) as Record<string, Json>),
      _meta: { hostvars: Object.fromEntries(hostvars) as Record<string, Json> },
    },
    extraVariables: jsonOf(extraVars),
  };
}

/** What the command line says of the way to hosts. */
export function exportReach(request: RunRequest): PlayReach {
  const { remoteUser, privateKeyFile, connection, reach } = request;
  return {
    ...reach,
    ...(remoteUser === undefined ? {} : { user: remoteUser }),
    ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
    ...(connection === undefined ? {} : { connection }),
  };
}

/** Files beside an inventory are above it. */
function over(variables: InventoryVariables, files: readonly RawVariables[]): InventoryVariables {
  return new Map([
    ...variables,
    ...files.flatMap((file) => [...file].map(([name, { value }]) => [name, value] as const)),
  ]);
}

function jsonOf(variables: InventoryVariables): Record<string, Json> {
  return Object.fromEntries([...variables].map(([name, value]) => [name, opened(value)]));
}

function opened(value: Raw): Json {
  if (value instanceof Sealed) return { __ansible_unsafe: value.open() };
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, item]) => [keyText(key), opened(item)]));
  if (Array.isArray(value)) return value.map(opened);
  return toJson(value);
}
