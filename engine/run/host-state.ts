import type { Value } from '../language/expression/value.ts';
import type { InventoryHost } from '../language/inventory/inventory.ts';
import type { Layer } from '../plan/layer.ts';

/** What a run knows of one host; lives as long as the run. */
export interface HostState {
  readonly name: string;
  /** Not in any inventory: made because a play or a task named it. */
  implicit: boolean;
  inventory: InventoryHost;
  /** Levels 3 to 10, the highest first; made again when the inventory or the playbook's folder changes. */
  inventoryLayers: { readonly stamp: string; readonly layers: readonly Layer[] } | undefined;
  /** `ansible_facts`: without the prefix `ansible_`. Level 11. */
  readonly facts: Map<string, Value>;
  /** The same facts as variables of their own. */
  readonly factVariables: Map<string, Value>;
  /** Level 18; raw, because files may hold templates. */
  readonly includedVariables: Map<string, Value>;
  /** Level 19: set_fact and register. */
  readonly setFacts: Map<string, Value>;
  gathered: boolean;
}

export function createHostState(inventory: InventoryHost, implicit: boolean): HostState {
  return {
    name: inventory.name,
    implicit,
    inventory,
    inventoryLayers: undefined,
    facts: new Map(),
    factVariables: new Map(),
    includedVariables: new Map(),
    setFacts: new Map(),
    gathered: false,
  };
}

/** Facts as modules give them become `ansible_facts` and variables. */
export function addFacts(host: HostState, facts: ReadonlyMap<string, Value>): void {
  for (const [name, value] of facts) {
    // A host's own facts keep their whole name.
    host.facts.set(name === 'ansible_local' ? name : name.replace(/^ansible_/, ''), value);
    host.factVariables.set(name, value);
  }
}

/** `meta: clear_facts`: what was gathered is forgotten; set_fact and register stay. */
export function clearFacts(host: HostState): void {
  host.facts.clear();
  host.factVariables.clear();
  host.gathered = false;
}
