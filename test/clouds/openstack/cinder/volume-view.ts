import type { JsonObject } from '../http/exchange.ts';
import type { Context } from './context.ts';
import type { Snapshot, Volume } from './rows.ts';
import { BACKEND, HOST } from './state.ts';

/** Where clients find a thing: with the version of the API, and without it. */
export function linksOf(collection: string, id: string, { request, who }: Context): JsonObject[] {
  const path = `${who.projectId}/${collection}/${id}`;
  return [
    { rel: 'self', href: `${request.base}/v3/${path}` },
    { rel: 'bookmark', href: `${request.base}/${path}` },
  ];
}

export function viewVolumeBriefly(volume: Volume, context: Context): JsonObject {
  return { id: volume.id, name: volume.name, links: linksOf('volumes', volume.id, context) };
}

/** A volume as the answer to a write shows it: without what extensions add. */
export function viewVolume(volume: Volume, context: Context): JsonObject {
  const { state, version, who } = context;
  const type = state.types.get(volume.volume_type_id);
  const since = (first: number, values: JsonObject): JsonObject => (version >= first ? values : {});
  const forAdmin = (values: JsonObject): JsonObject => (who.isAdmin ? values : {});
  return {
    id: volume.id,
    status: volume.status,
    size: volume.size,
    availability_zone: volume.availability_zone,
    created_at: volume.created_at,
    updated_at: volume.updated_at,
    name: volume.name,
    description: volume.description,
    volume_type: type?.name ?? null,
    snapshot_id: volume.snapshot_id,
    source_volid: volume.source_volid,
    metadata: shownMetadata(volume),
    links: linksOf('volumes', volume.id, context),
    user_id: volume.user_id,
    bootable: String(volume.bootable),
    encrypted: Boolean(type?.encryption),
    replication_status: null,
    consistencygroup_id: null,
    multiattach: volume.multiattach,
    attachments: volume.attachments.map((each) => (who.isAdmin ? each : { ...each, host_name: null })),
    ...forAdmin({ migration_status: null }),
    ...since(13, { group_id: null }),
    ...since(21, forAdmin({ provider_id: null })),
    ...since(48, {
      shared_targets: !volume.isPlaced,
      service_uuid: volume.isPlaced ? state.serviceId : null,
    }),
    ...since(61, forAdmin({ cluster_name: null })),
    ...since(63, { volume_type_id: volume.volume_type_id }),
    ...since(65, { consumes_quota: true }),
  };
}

function shownMetadata({ metadata, isReadOnly }: Volume): JsonObject {
  return isReadOnly === null ? metadata : { ...metadata, readonly: isReadOnly ? 'True' : 'False' };
}

/** A volume as it is shown when it is asked for. */
export function viewVolumeWhole(volume: Volume, context: Context): JsonObject {
  return {
    ...viewVolume(volume, context),
    'os-vol-tenant-attr:tenant_id': volume.project_id,
    ...(context.who.isAdmin
      ? {
          'os-vol-mig-status-attr:migstat': null,
          'os-vol-mig-status-attr:name_id': null,
          'os-vol-host-attr:host': volume.isPlaced ? `${HOST}@${BACKEND}#${BACKEND}` : null,
        }
      : {}),
    ...(volume.image_metadata ? { volume_image_metadata: volume.image_metadata } : {}),
  };
}

export function viewSnapshotBriefly(snapshot: Snapshot): JsonObject {
  return {
    id: snapshot.id,
    created_at: snapshot.created_at,
    updated_at: snapshot.updated_at,
    name: snapshot.name,
    description: snapshot.description,
    volume_id: snapshot.volume_id,
    status: snapshot.status,
    size: snapshot.size,
    metadata: snapshot.metadata,
  };
}

export function viewSnapshot(snapshot: Snapshot, { version }: Context): JsonObject {
  return {
    ...viewSnapshotBriefly(snapshot),
    ...(version >= 14 ? { group_snapshot_id: null } : {}),
    ...(version >= 41 ? { user_id: snapshot.user_id } : {}),
    ...(version >= 65 ? { consumes_quota: true } : {}),
  };
}

export function viewSnapshotWhole(snapshot: Snapshot, context: Context): JsonObject {
  return {
    ...viewSnapshot(snapshot, context),
    'os-extended-snapshot-attributes:project_id': snapshot.project_id,
    'os-extended-snapshot-attributes:progress': snapshot.status === 'creating' ? '0%' : '100%',
  };
}
