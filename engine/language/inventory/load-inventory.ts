import type { SourceFiles } from '../files.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { Inventory } from './inventory.ts';

export interface InventoryOptions extends ReadOptions {
  readonly files: SourceFiles;
  /** Runs an executable inventory with these arguments and gives what it prints; throws DroverError if it fails. */
  readonly runScript?: ((path: string, args: readonly string[]) => string) | undefined;
}

/** Reads and merges inventories: paths of files and folders, or host lists with a comma. Later ones win. */
export function loadInventory(_sources: readonly string[], _options: InventoryOptions): Inventory {
  throw new Error('being written');
}
