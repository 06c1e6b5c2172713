import type { Inventory } from '../language/inventory/inventory.ts';
import { loadInventory } from '../language/inventory/load-inventory.ts';
import type { ReadOptions } from '../language/files-reading.ts';
import type { RunState } from './run-state.ts';
import { runInventoryScript } from './inventory-script.ts';
import type { RunWorld } from './options.ts';

/** Reads the inventories that were asked for, or else those of ansible.cfg. */
export function readInventories(
  sources: readonly string[],
  world: RunWorld,
  reading: ReadOptions,
): Inventory {
  return loadInventory(sources, {
    ...reading,
    files: world.files,
    runScript: (path, args) => runInventoryScript(path, args, world),
  });
}

/** The same again, for `meta: refresh_inventory`. */
export function loadInventoryOfRun(run: RunState): Inventory {
  return readInventories(run.inventorySources, run.world, run.planner.reading);
}
