import type { ExportRecord } from '../files/record.ts';

/*
 * What of `_migration_params` the record itself depends on: which references have to lead somewhere. What stands there
 * and cannot be so is told by `migrationParams`.
 */

type Said = Pick<ExportRecord, 'params' | '_migration_params'>;

const USUAL = { floating_ip_mode: 'auto', port_creation_mode: 'neutron' } as const;

/** One of the modes, or what it is where nobody says. */
export function modeIn({ _migration_params: said }: Said, key: keyof typeof USUAL): string {
  const mode = said[key];
  return typeof mode === 'string' ? mode : USUAL[key];
}

/** Whether data are brought to the destination at all. */
export function bringsData({ _migration_params: said }: Said): boolean {
  return said['data_copy'] !== false;
}

/** Whether the server boots from a volume at the source: it has no image there. */
export function bootsFromVolume({ params }: Pick<Said, 'params'>): boolean {
  return (params['image_ref'] ?? null) === null;
}

/** Whether the disk that it boots from is copied into a volume: always where it is a volume, or is read directly. */
export function copiesBootDisk(record: Said): boolean {
  const { boot_disk_copy: isCopied, use_nbdkit_direct: isDirect } = record._migration_params;
  return bootsFromVolume(record) || isCopied === true || isDirect === true;
}

/** Whether the server boots from its image at the destination. */
export function needsImage(record: Said): boolean {
  if (bootsFromVolume(record)) return false;
  return bringsData(record) ? !copiesBootDisk(record) : bootVolumeIn(record) === undefined;
}

/** The volume of the destination that the server is to boot from, where nothing is copied. */
export function bootVolumeIn({ _migration_params: said }: Said): string | undefined {
  return uuidIn(said['boot_volume']);
}

/** The id in `{uuid: ...}`; OS-Migrate writes null where there is none. */
export function uuidIn(value: unknown): string | undefined {
  const id =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)['uuid'] : undefined;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
