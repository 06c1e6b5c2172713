import type { RawVariables } from '../playbook/ast.ts';
import type { SourceFiles } from '../files.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { Inventory } from './inventory.ts';

/** What `group_vars` and `host_vars` beside a file or in a folder hold. */
export interface AdjacentVariables {
  group(name: string): RawVariables;
  host(name: string): RawVariables;
}

/** Reads `group_vars` and `host_vars` of a folder when they are asked for, each file once. */
export function adjacentVariables(
  _folder: string,
  _options: ReadOptions & { readonly files: SourceFiles },
): AdjacentVariables {
  throw new Error('being written');
}

/**
 * The layers 3 to 10 of a host, the highest first: host_vars of the playbook, of the inventory, the inventory's host
 * variables, then those of its groups, the nearest first. An implicit localhost is passed by its name alone.
 */
export function hostLayers(
  _host: string,
  _inventory: Inventory,
  _besideInventories: readonly AdjacentVariables[],
  _besidePlaybook: AdjacentVariables | undefined,
): readonly RawVariables[] {
  throw new Error('being written');
}

/** All groups of a host, with `all` first, in the order in which they override: depth, priority, name. */
export function groupsOfHost(_host: string, _inventory: Inventory): readonly string[] {
  throw new Error('being written');
}
