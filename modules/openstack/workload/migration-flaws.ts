import { checkValue } from '../files/check-value.ts';
import { warned, wrong, type MeaningFlaw } from '../files/meaning-flaw.ts';
import { toRecord, type ExportRecord } from '../files/record.ts';
import type { Body } from '../api/session.types.ts';
import { isBody } from '../kind/wire.ts';
import { bootsFromVolume, bootVolumeIn, bringsData, modeIn, uuidIn } from './migration-modes.ts';
import { migrationSchema, volumeMigrationSchema } from './migration-schema.ts';
import { directFlaws } from './direct/direct-flaws.ts';
import { checkFlaws } from './verify-checks.ts';

/*
 * What `_migration_params` say that cannot be so.
 */

const HERE = '_migration_params';

/**
 * What is wrong, or odd, in `_migration_params` of a server and of its volumes: also keys that nobody reads, as something
 * was meant by them. Paths go from the record.
 */
export function migrationFlaws(record: ExportRecord): readonly MeaningFlaw[] {
  const said = record._migration_params;
  return [
    ...schemaFlaws(said),
    ...contradictions(said),
    ...givenVolumeFlaws(record),
    ...volumeFlaws(record),
    ...checkFlaws(said['verify'], [HERE, 'verify']),
    ...postMigrationFlaws(said['post_migration']),
    ...portFlaws(record),
    ...directFlaws(said),
  ];
}

function schemaFlaws(said: Body): readonly MeaningFlaw[] {
  return (
    checkValue(said, migrationSchema, HERE)
      // Of the single checks is told what they are to be.
      .filter(({ path }) => path[0] !== 'verify' || path.length === 1)
      .map(({ path, detail, help }) => wrong([HERE, ...path], detail, help))
  );
}

interface Contradiction {
  readonly one: readonly [key: string, value: unknown];
  readonly other: readonly [key: string, value: unknown];
  readonly why: string;
}

const CONTRADICTIONS: readonly Contradiction[] = [
  {
    one: ['warm', true],
    other: ['data_copy', false],
    why: 'nothing is copied, so nothing can be copied while the server runs',
  },
  {
    one: ['warm', true],
    other: ['storage', 'swing'],
    why: 'volumes that change hands are not copied',
  },
  {
    one: ['warm', true],
    other: ['use_nbdkit_direct', true],
    why: 'disks are read from the hypervisor only while the server is stopped',
  },
  {
    one: ['storage', 'swing'],
    other: ['use_nbdkit_direct', true],
    why: 'volumes that change hands are not read from the hypervisor',
  },
  {
    one: ['storage', 'swing'],
    other: ['data_copy', false],
    why: 'no volume changes hands where the volumes are given',
  },
  {
    one: ['use_nbdkit_direct', true],
    other: ['data_copy', false],
    why: 'nothing is read where nothing is copied',
  },
];

function contradictions(said: Body): readonly MeaningFlaw[] {
  return CONTRADICTIONS.filter(
    ({ one: [key, value], other: [otherKey, otherValue] }) =>
      said[key] === value && said[otherKey] === otherValue,
  ).map(({ one: [key, value], other: [otherKey, otherValue], why }) =>
    wrong(
      [HERE, key],
      `${key}: ${String(value)} and ${otherKey}: ${String(otherValue)} do not go together: ${why}.`,
      `Change one of the two.`,
    ),
  );
}

/** Volumes of the destination are given if and only if nothing is copied. */
function givenVolumeFlaws(record: ExportRecord): readonly MeaningFlaw[] {
  const said = record._migration_params;
  if (!bringsData(record)) {
    if (bootVolumeIn(record) !== undefined || !bootsFromVolume(record)) return [];
    return [
      wrong(
        [HERE, 'boot_volume'],
        'data_copy is false and the server boots from a volume, but boot_volume.uuid names none.',
        'Write the id of the volume of the destination that it is to boot from, or set data_copy to true.',
      ),
    ];
  }
  const more = said['additional_volumes'];
  const isMore = Array.isArray(more) && more.some((one: unknown) => uuidIn(one) !== undefined);
  const given = [
    ...(bootVolumeIn(record) === undefined ? [] : ['boot_volume']),
    ...(isMore ? ['additional_volumes'] : []),
  ];
  return given.map((key) =>
    warned(
      [HERE, key],
      `${key} names volumes, which nobody looks at: data_copy is true.`,
      'Set data_copy to false to use them as they are, or take them out.',
    ),
  );
}

function volumeFlaws({ params }: ExportRecord): readonly MeaningFlaw[] {
  const { volumes } = params;
  if (!Array.isArray(volumes)) return [];
  const boots = volumes.flatMap((one: unknown, place) =>
    isBody(one) && isBody(one['params']) && one['params']['is_boot'] === true ? [place] : [],
  );
  return [
    ...boots
      .slice(1)
      .map((place) =>
        wrong(
          ['params', 'volumes', place, 'params', 'is_boot'],
          'The server boots from one volume, and another one has is_boot: true, too.',
          'Leave it at one of them.',
        ),
      ),
    ...volumes.flatMap((one: unknown, place) => {
      const volume = toRecord(one);
      return volume === undefined ? [] : ofVolume(volume, ['params', 'volumes', place, HERE]);
    }),
  ];
}

function ofVolume(
  { _migration_params: said }: ExportRecord,
  path: MeaningFlaw['path'],
): readonly MeaningFlaw[] {
  // Values of a wrong type are told with those of params.
  const unknown = checkValue(said, volumeMigrationSchema, HERE)
    .filter(({ kind }) => kind === 'unknown')
    .map(({ path: inner, detail, help }) => wrong([...path, ...inner], detail, help));
  if (unknown.length > 0) return unknown;
  const given = uuidIn(said);
  if (said['data_copy'] === false) {
    return given === undefined
      ? [
          wrong(
            [...path, 'data_copy'],
            'data_copy is false, but uuid names no volume of the destination.',
            'Write the id of that volume under uuid, or set data_copy to true.',
          ),
        ]
      : [];
  }
  return given === undefined
    ? []
    : [
        wrong(
          [...path, 'uuid'],
          'uuid names a volume of the destination, but data_copy is not false: its data would be lost.',
          'Set data_copy to false to use the volume as it is, or uuid to null.',
        ),
      ];
}

function postMigrationFlaws(said: unknown): readonly MeaningFlaw[] {
  if (!isBody(said)) return [];
  const days = said['days'] ?? null;
  if (said['source'] === 'delete-after-days' && days === null)
    return [
      wrong(
        [HERE, 'post_migration', 'days'],
        'post_migration.source is delete-after-days, but days is not set.',
        'Say after how many days: {source: delete-after-days, days: 7}.',
      ),
    ];
  if (said['source'] !== 'delete-after-days' && days !== null)
    return [
      warned(
        [HERE, 'post_migration', 'days'],
        'post_migration.days is set, but source is not delete-after-days: nothing is deleted.',
        'Set source to delete-after-days, or take days out.',
      ),
    ];
  return [];
}

/** OS-Migrate's files have no keep_mac, and nobody is told about what he did not say. */
function portFlaws(record: ExportRecord): readonly MeaningFlaw[] {
  if (modeIn(record, 'port_creation_mode') !== 'nova' || record._migration_params['keep_mac'] !== true)
    return [];
  return [
    warned(
      [HERE, 'keep_mac'],
      'keep_mac is true, but port_creation_mode is nova: Nova chooses the MAC addresses of the ports that it makes.',
      'Set port_creation_mode to neutron, or keep_mac to false.',
    ),
  ];
}
