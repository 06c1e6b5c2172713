import type { RegionSnapshot } from './snapshot.types.ts';

/** Whether a list of a region was read: what it does not have is missing from AWS then, and not from the snapshot alone. */
export function isRead({ gaps }: Pick<RegionSnapshot, 'gaps'>, action: string): boolean {
  return !gaps.some((gap) => gap.action === action);
}
