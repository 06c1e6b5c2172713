import type { Inventory } from './inventory.ts';

/**
 * Names of the hosts of a pattern, in the order of the inventory. `localhost` and its like are given even where the
 * inventory has none. Throws DroverError `inventory-syntax` for a pattern that cannot be read.
 */
export function patternHosts(_pattern: string | readonly string[], _inventory: Inventory): readonly string[] {
  throw new Error('being written');
}
