import { isNbd } from '../../../disk/nbd-source.ts';
import type { Body } from '../../api/session.types.ts';
import { warned, wrong, type MeaningFlaw } from '../../files/meaning-flaw.ts';
import { bodiesAt, textOf } from '../../kind/wire.ts';

const HERE = '_migration_params';

/** What is wrong, or odd, in what `_migration_params` say of disks that are read directly. */
export function directFlaws(said: Body): readonly MeaningFlaw[] {
  const given = ['nbdkit_disks', 'nbdkit_socket_uri', 'nbdkit_port'].filter((key) => hasValue(said[key]));
  if (said['use_nbdkit_direct'] !== true)
    return given.map((key) =>
      warned(
        [HERE, key],
        `${key} is set, which nobody looks at: use_nbdkit_direct is not true.`,
        'Set use_nbdkit_direct to true to read disks directly, or take it out.',
      ),
    );
  const disks = bodiesAt(said, 'nbdkit_disks');
  return [
    ...(given.includes('nbdkit_port')
      ? [
          warned(
            [HERE, 'nbdkit_port'],
            'nbdkit_port is not used: what drover starts on a hypervisor listens on no port.',
            'Take it out.',
          ),
        ]
      : []),
    ...disks.flatMap((disk, place) =>
      isNbd(textOf(disk, 'uri') ?? '')
        ? []
        : [
            wrong(
              [HERE, 'nbdkit_disks', place, 'uri'],
              'uri is no URI of an NBD server that can be read.',
              'It begins with nbd://, nbds://, nbd+unix:// or nbds+unix://. Take nbdkit_disks out to have drover read the disks on their hypervisor.',
            ),
          ],
    ),
    ...(disks.filter(({ bootable }) => bootable === true).length > 1
      ? [
          wrong(
            [HERE, 'nbdkit_disks'],
            'More than one of nbdkit_disks is bootable, and the server boots from one.',
            'Set bootable to false at the others.',
          ),
        ]
      : []),
  ];
}

function hasValue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null;
}
