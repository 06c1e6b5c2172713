import type { Body } from '../../api/session.types.ts';
import { textOf } from '../../kind/wire.ts';
import type { MigrationParams } from '../workload.types.ts';
import type { DiskPlan, DiskWay, MovedDisk } from './plan-disks.ts';

/** MiB a second that a plan reckons with, as long as nothing was measured: about a link of 1 Gbit/s. */
const USUAL_RATE = 100;

const WAYS: Readonly<Record<DiskWay['way'], string>> = {
  snapshot: 'by a snapshot',
  lend: 'taken from the server for the copy, and given back',
  share: 'read as it is',
  image: 'by an image of the server',
  hypervisor: 'read directly on its hypervisor',
  nbd: 'read at the NBD server that its record names',
};

/** What a migration will do with the disks of a server, in words: each volume with its way, all bytes, and the time at most. */
export function planNotes(
  { moved, given }: DiskPlan,
  params: MigrationParams,
  server: Body,
  mayStop: boolean,
): readonly string[] {
  const gib = moved.reduce((sum, { size }) => sum + size, 0);
  const parts = moved.map((disk) => `${disk.name} (${disk.size} GiB, ${wayOf(disk)})`);
  const volumes = given.filter(({ from }) => 'volume' in from);
  const isRunning = textOf(server, 'status') === 'ACTIVE';
  return [
    ...(moved.length === 0
      ? []
      : [
          `${moved.length === 1 ? 'One volume is' : `${moved.length} volumes are`} copied: ${parts.join(', ')}.`,
          `At most ${gib} GiB are sent, and holes are not: ${minutes(gib)} at ${USUAL_RATE} MiB/s if all of it were data.`,
        ]),
    ...(given.some(({ from }) => 'image' in from)
      ? ['It boots from the image that the destination has, and what its own disk has is not brought along.']
      : []),
    ...(volumes.length === 0
      ? []
      : [`${volumes.length === 1 ? 'One volume is' : `${volumes.length} volumes are`} there already.`]),
    ...(isRunning && (moved.length > 0 || (mayStop && params.dataCopy)) ? [stopNote(params)] : []),
  ];
}

function wayOf({ way }: MovedDisk): string {
  return WAYS[way.way];
}

function stopNote({ warm }: MigrationParams): string {
  return warm
    ? 'It runs while a first copy is made, and is stopped then for what has changed since.'
    : 'It is stopped before.';
}

function minutes(gib: number): string {
  const whole = Math.max(1, Math.ceil((gib * 1024) / USUAL_RATE / 60));
  return whole === 1 ? 'a minute' : `${whole} minutes`;
}
