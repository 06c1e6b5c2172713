import type { Raw } from '../playbook/ast.ts';

/** A variable of the inventory, with the file that it came from (`<cli>` for host lists). */
export type InventoryVariables = ReadonlyMap<string, Raw>;

export interface InventoryHost {
  readonly name: string;
  /** Variables that the inventory sources themselves give (level 8). */
  readonly variables: InventoryVariables;
  /** Direct groups. */
  readonly groups: readonly string[];
  /** The file or folder that named it first (`inventory_file`); undefined for host lists and `add_host`. */
  readonly source?: string;
}

export interface InventoryGroup {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly children: readonly string[];
  readonly parents: readonly string[];
  /** Level 3. */
  readonly variables: InventoryVariables;
  readonly priority: number;
  /** Distance from `all`. */
  readonly depth: number;
}

/** An inventory as a value. `withHost` and `withGroup` give a changed one (add_host, group_by). */
export interface Inventory {
  readonly hosts: ReadonlyMap<string, InventoryHost>;
  readonly groups: ReadonlyMap<string, InventoryGroup>;
  /** Files and folders that it was read from: `group_vars` and `host_vars` beside them are levels 4, 6 and 9. */
  readonly sources: readonly string[];
}
