import { importVolume } from '../volume/moving/import-volume.ts';
import { thenPutBack } from '../volume/moving/in-order.ts';
import { lendingsOf } from '../volume/moving/lendings.ts';
import type { Movers } from '../volume/moving/moving.types.ts';
import { removeVolume, volumeBehaviour } from '../volume/moving/volume-behaviour.ts';
import { idOf } from '../kind/wire.ts';
import { moveOf, type DiskOwner } from './disks/move-disk.ts';
import type { DiskPlan, MovedDisk } from './disks/plan-disks.ts';
import type { Migration } from './migration.types.ts';
import type { BootDisk } from './workload.types.ts';

/** A volume that a disk has become. */
export interface Brought {
  readonly id: string;
  /** This run has made it, or brought its data to an end. */
  readonly isNew: boolean;
}

/** Does a work that uses the volumes; those that this run has made are removed again if it fails. */
export async function withVolumes<T>(
  { writer, context }: Migration,
  { settings }: Movers,
  volumes: ReadonlyMap<MovedDisk, Brought>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (settings.cleanUp && !context.stopping.aborted)
      for (const { id, isNew } of volumes.values())
        if (isNew) await removeVolume(id, writer, settings, context);
    throw error;
  }
}

/**
 * Brings all disks side by side, as far as the hosts have room. What was taken from the server for that has gone back when
 * it returns or throws.
 */
export async function bringAll(
  migration: Migration,
  movers: Movers,
  isRunning: boolean,
): Promise<ReadonlyMap<MovedDisk, Brought>> {
  const { writer, idMap, nameMaps, context, label, name, server, disks, swing } = migration;
  const lendings = lendingsOf(movers, { server: idOf(server), label });
  const owner: DiskOwner = { server, label, name, swing, lendings, movers: () => Promise.resolve(movers) };
  const brought = new Map<MovedDisk, Brought>();
  const bring = async (disk: MovedDisk): Promise<void> => {
    const behaviour = volumeBehaviour(moveOf(disk, owner, isRunning));
    const { index } = writer;
    const of = ` of ${label}`;
    const one = { record: disk.record, behaviour, index, idMap, nameMaps, context, of };
    brought.set(disk, await importVolume(one));
  };
  const all = async (): Promise<void> => {
    // None is left half-way by another's failure: the first error is thrown when all have come to an end.
    const results = await Promise.allSettled(disks.moved.map(bring));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const giveBack = [() => lendings.giveBack()];
  const warn = (message: string): void => {
    context.warn(message);
  };
  await withVolumes(migration, movers, brought, () => thenPutBack(all, () => giveBack, warn));
  return brought;
}

/** The disks of the new server, in the order of the source; what it boots from comes first. */
export function bootDisks(
  { moved, given }: DiskPlan,
  volumes: ReadonlyMap<MovedDisk, Brought>,
): readonly BootDisk[] {
  const brought = moved.map((disk): BootDisk => ({
    ...disk.boot,
    from: { volume: volumes.get(disk)?.id ?? '' },
  }));
  const order = ({ bootIndex }: BootDisk): number => (bootIndex === 0 ? 0 : 1);
  return [...given, ...brought].toSorted((one, other) => order(one) - order(other));
}
