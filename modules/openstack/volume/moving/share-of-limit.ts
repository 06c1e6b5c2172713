import type { Pool } from '../../../../engine/module.ts';

/** A part of the limit that all copies of a run share. */
export interface Share {
  /** Bytes a second, as many copies as there are now. */
  readonly share: () => number;
  leave(): void;
}

/** Takes a share of the limit; undefined where there is none. */
export async function shareOfLimit(
  pool: Pool,
  bytesPerSecond: number | undefined,
): Promise<Share | undefined> {
  if (bytesPerSecond === undefined) return undefined;
  const copies = await pool.get('openstack:copies', () => Promise.resolve({ count: 0 }));
  copies.count += 1;
  return {
    share: () => Math.max(1, Math.floor(bytesPerSecond / Math.max(1, copies.count))),
    leave: () => {
      copies.count -= 1;
    },
  };
}
