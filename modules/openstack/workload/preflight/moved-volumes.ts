import { idOf } from '../../kind/wire.ts';
import type { DiskPlan, MovedDisk } from '../disks/plan-disks.ts';
import type { WantedServer, WantedVolume } from '../workload.types.ts';

/** A disk that becomes a volume, with what the record asks of that. */
export interface MovedVolume {
  readonly disk: MovedDisk;
  /** Empty where the record says nothing of it: the root disk of a server that boots from an image. */
  readonly wanted: Partial<WantedVolume>;
  /** The name of its type at the destination; undefined: the usual one. */
  readonly type: string | undefined;
}

/** The volumes that a migration makes at the destination. */
export function movedVolumes(
  { volumes }: Pick<WantedServer, 'volumes'>,
  { moved }: Pick<DiskPlan, 'moved'>,
): readonly MovedVolume[] {
  return moved.map((disk) => {
    const id = idOf(disk.record._info);
    const wanted = volumes.find(({ source_id: source }) => source !== undefined && source === id) ?? {};
    const said = wanted['volume_type'] ?? disk.record.params['volume_type'];
    return { disk, wanted, type: typeof said === 'string' && said !== '' ? said : undefined };
  });
}
