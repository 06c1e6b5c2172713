import { overLimit } from './errors.ts';
import type { VolumeState } from './state.ts';

/** What is counted for a project as a whole, in the order of the API. */
const WHOLE = ['volumes', 'per_volume_gigabytes', 'snapshots', 'gigabytes', 'backups', 'backup_gigabytes'];
/** What is counted for each type of volume too. */
const PER_TYPE = ['volumes', 'gigabytes', 'snapshots'];

/** The names of all limits: of the project, of each type, of groups. */
export function quotaNames(state: VolumeState): string[] {
  const types = state.types
    .all()
    .reverse()
    .flatMap((type) => PER_TYPE.map((name) => `${name}_${type.name}`));
  return [...WHOLE, ...types, 'groups'];
}

export function usualLimit(state: VolumeState, name: string): number {
  return state.quotas[name] ?? -1;
}

export function limitOf(state: VolumeState, projectId: string, name: string): number {
  return state.quotaSets.get(projectId)?.limits[name] ?? usualLimit(state, name);
}

/** How much of a limit a project uses. */
export function usedBy(state: VolumeState, projectId: string, name: string): number {
  const typeName = PER_TYPE.map((each) => `${each}_`).find((prefix) => name.startsWith(prefix));
  const typeId =
    typeName === undefined || name.startsWith('backup')
      ? undefined
      : state.types.all().find((type) => type.name === name.slice(typeName.length))?.id;
  const isCounted = (row: { readonly volume_type_id: string }): boolean =>
    typeName === undefined || row.volume_type_id === typeId;
  const volumes = state.volumes.by('project', projectId).filter(isCounted);
  const snapshots = state.snapshots.by('project', projectId).filter(isCounted);
  const kind = typeName === undefined ? name : typeName.slice(0, -1);
  if (kind === 'volumes') return volumes.length;
  if (kind === 'snapshots') return snapshots.length;
  if (kind === 'gigabytes') return [...volumes, ...snapshots].reduce((sum, row) => sum + row.size, 0);
  return 0;
}

export interface Wanted {
  readonly projectId: string;
  readonly typeName: string;
  readonly volumes?: number;
  readonly snapshots?: number;
  readonly gigabytes: number;
}

/** Refuses with 413 what would be more than a project may have. Space counts first. */
export function checkQuota(state: VolumeState, wanted: Wanted): void {
  for (const kind of ['gigabytes', 'snapshots', 'volumes'] as const) {
    const more = wanted[kind] ?? 0;
    if (more === 0) continue;
    for (const name of [kind, `${kind}_${wanted.typeName}`]) {
      const limit = limitOf(state, wanted.projectId, name);
      const used = usedBy(state, wanted.projectId, name);
      if (limit >= 0 && used + more > limit) throw exceeded(kind, name, { limit, used, more });
    }
  }
}

interface Numbers {
  readonly limit: number;
  readonly used: number;
  readonly more: number;
}

function exceeded(kind: keyof Wanted, name: string, { limit, used, more }: Numbers): Error {
  if (kind === 'gigabytes') {
    return overLimit(
      'VolumeSizeExceedsAvailableQuota',
      `Requested volume or snapshot exceeds allowed ${name} quota. Requested ${more}G, quota is ${limit}G and ${used}G ` +
        'has been consumed.',
    );
  }
  return kind === 'volumes'
    ? overLimit(
        'VolumeLimitExceeded',
        `Maximum number of volumes allowed (${limit}) exceeded for quota '${name}'.`,
      )
    : overLimit('SnapshotLimitExceeded', `Maximum number of snapshots allowed (${limit}) exceeded`);
}

/** Refuses with 413 a volume that is larger than any may be. */
export function checkVolumeSize(state: VolumeState, projectId: string, size: number): void {
  const limit = limitOf(state, projectId, 'per_volume_gigabytes');
  if (limit < 0 || size <= limit) return;
  throw overLimit(
    'VolumeSizeExceedsLimit',
    `Requested volume size ${size}G is larger than maximum allowed limit ${limit}G.`,
  );
}
