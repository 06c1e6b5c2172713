import type { Kind } from './kind.ts';

/** What takes an administrator: to make them at the destination, or to read them at the source, too. */
export function adminNeeds({
  needsAdmin,
  adminOnly,
}: Pick<Kind, 'needsAdmin' | 'adminOnly'>): 'import' | 'both' | undefined {
  return needsAdmin ?? (adminOnly === true ? 'import' : undefined);
}
