import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import type { ExportRecord } from '../files/record.ts';
import { namedLabel } from '../kind/labels.ts';
import { bodiesAt, isBody, textOf } from '../kind/wire.ts';
import { migrationFlaws } from './migration-flaws.ts';
import { bootVolumeIn, bringsData, copiesBootDisk, modeIn, uuidIn } from './migration-modes.ts';
import { checksIn } from './verify-checks.ts';
import type { DirectParams, MigrationParams } from './workload.types.ts';

/**
 * How the server of a record is to be migrated, with what is usual where nobody says. Throws `record-field` with all that
 * is wrong in `_migration_params`, of the server and of its volumes.
 */
export function migrationParams(record: ExportRecord): MigrationParams {
  refuseFlaws(record);
  const said = record._migration_params;
  const isCopied = bringsData(record);
  const portCreationMode = modeIn(record, 'port_creation_mode') === 'nova' ? 'nova' : 'neutron';
  return {
    bootDiskCopy: isCopied && copiesBootDisk(record),
    dataCopy: isCopied,
    bootVolume: bootVolumeIn(record),
    additionalVolumes: bodiesAt(said, 'additional_volumes').flatMap((one) => uuidIn(one) ?? []),
    bootVolumeParams: bootVolumeParams(said['boot_volume_params']),
    floatingIpMode: among(FLOATING_IP_MODES, modeIn(record, 'floating_ip_mode')),
    portCreationMode,
    // Nova chooses the addresses of the ports that it makes.
    keepMac: portCreationMode === 'neutron' && said['keep_mac'] !== false,
    keepFixedIp: said['keep_fixed_ip'] !== false,
    warm: said['warm'] === true,
    storage: said['storage'] === 'swing' ? 'swing' : 'copy',
    direct: said['use_nbdkit_direct'] === true ? directIn(said) : undefined,
    ephemeralDisks: said['ephemeral_disks'] === 'blank' ? 'blank' : 'refuse',
    verify: checksIn(said['verify']),
    postMigration: postMigrationIn(said['post_migration']),
  };
}

function refuseFlaws(record: ExportRecord): void {
  const wrong = migrationFlaws(record).filter(({ isWarning }) => isWarning !== true);
  if (wrong.length === 0) return;
  throw new DroverError('record-field', {
    detail: `${namedLabel('Server', record.params)} cannot be migrated so: ${wrong.map(({ detail }) => detail).join(' ')}`,
    help: wrong.find(({ help }) => help !== undefined)?.help ?? 'Mend _migration_params in workloads.yml.',
  });
}

const FLOATING_IP_MODES = ['auto', 'new', 'existing', 'skip'] as const;

function among<T extends string>(values: readonly [T, ...T[]], value: unknown): T {
  return values.find((one) => one === value) ?? values[0];
}

function bootVolumeParams(said: unknown): MigrationParams['bootVolumeParams'] {
  if (!isBody(said)) return {};
  const zone = textOf(said, 'availability_zone');
  const name = textOf(said, 'name');
  const description = textOf(said, 'description');
  const volumeType = textOf(said, 'volume_type');
  return {
    ...(zone === undefined ? {} : { availabilityZone: zone }),
    ...(name === undefined ? {} : { name }),
    ...(description === undefined ? {} : { description }),
    ...(volumeType === undefined ? {} : { volumeType }),
  };
}

function directIn(said: Body): DirectParams {
  return {
    socketUri: textOf(said, 'nbdkit_socket_uri'),
    exportName: textOf(said, 'nbdkit_export_name'),
    disks: bodiesAt(said, 'nbdkit_disks').map((disk) => ({
      device: textOf(disk, 'device') ?? '',
      uri: textOf(disk, 'uri') ?? '',
      size: Number(disk['size']),
      bootable: disk['bootable'] === true,
    })),
  };
}

const SOURCES = ['keep', 'stop', 'rename', 'delete-after-days'] as const;

function postMigrationIn(said: unknown): MigrationParams['postMigration'] {
  const { source, days, destination } = isBody(said) ? said : {};
  return {
    source: among(SOURCES, source),
    days: typeof days === 'number' ? days : 0,
    destination: destination === 'stopped' ? 'stopped' : 'start',
  };
}
