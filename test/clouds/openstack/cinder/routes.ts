import type { Route } from '../http/routes.ts';
import { actOnVolume } from './actions.ts';
import { listAttachments, showAttachment } from './attachments.ts';
import type { Context, Handler } from './context.ts';
import { internalError } from './errors.ts';
import { listManageable, manageVolume, since8 } from './manage.ts';
import { metadataHandlers } from './metadata.ts';
import {
  associateQos,
  createQos,
  deleteQos,
  disassociateAllQos,
  disassociateQos,
  listAssociations,
  listQos,
  setQos,
  showQos,
  unsetQos,
} from './qos.ts';
import {
  deleteQuotas,
  showLimits,
  showQuotaClass,
  showQuotas,
  showUsualQuotas,
  updateQuotas,
} from './quota-routes.ts';
import {
  emptyList,
  listExtensions,
  listFilters,
  listGroupTypes,
  listPools,
  listServices,
  listZones,
  showExtension,
} from './read-only.ts';
import { actOnSnapshot, createSnapshot, deleteSnapshot, showSnapshot, updateSnapshot } from './snapshots.ts';
import {
  actOnType,
  addSpecs,
  createEncryption,
  deleteEncryption,
  listAccess,
  listSpecs,
  removeSpec,
  setSpec,
  showEncryption,
  showEncryptionValue,
  showSpec,
  updateEncryption,
} from './type-parts.ts';
import { createType, deleteType, listTypes, showType, updateType } from './types.ts';
import { listSnapshots, listVolumes, summarizeVolumes } from './volume-lists.ts';
import { createVolume, deleteVolume, findSnapshot, findVolume, showVolume, updateVolume } from './volumes.ts';

const ofVolumes = metadataHandlers({
  noun: 'Volume',
  table: ({ state }) => state.volumes,
  find: findVolume,
});
const ofSnapshots = metadataHandlers({
  noun: 'Snapshot',
  table: ({ state }) => state.snapshots,
  find: findSnapshot,
});

/** What is encrypted with which key: here nothing is. */
const showKey: Handler = (context, { id }) => {
  findVolume(id!, context);
  return { status: 200, body: { encryption_key_id: null } };
};

const TABLE: readonly (readonly [route: string, handle: Handler])[] = [
  ['GET /volumes', (context) => listVolumes(context, false)],
  ['GET /volumes/detail', (context) => listVolumes(context, true)],
  ['GET /volumes/summary', summarizeVolumes],
  ['POST /volumes', createVolume],
  ['GET /volumes/:id', showVolume],
  ['PUT /volumes/:id', updateVolume],
  ['DELETE /volumes/:id', deleteVolume],
  ['POST /volumes/:id/action', actOnVolume],
  ['GET /volumes/:id/metadata', ofVolumes.list],
  ['POST /volumes/:id/metadata', ofVolumes.add],
  ['PUT /volumes/:id/metadata', ofVolumes.replace],
  ['GET /volumes/:id/metadata/:key', ofVolumes.show],
  ['PUT /volumes/:id/metadata/:key', ofVolumes.set],
  ['DELETE /volumes/:id/metadata/:key', ofVolumes.remove],
  ['GET /volumes/:id/encryption', showKey],
  ['POST /os-volume-manage', manageVolume],
  ['GET /os-volume-manage', listManageable(false)],
  ['GET /os-volume-manage/detail', listManageable(true)],
  ['POST /manageable_volumes', since8(manageVolume)],
  ['GET /manageable_volumes', since8(listManageable(false))],
  ['GET /manageable_volumes/detail', since8(listManageable(true))],
  ['GET /snapshots', (context) => listSnapshots(context, false)],
  ['GET /snapshots/detail', (context) => listSnapshots(context, true)],
  ['POST /snapshots', createSnapshot],
  ['GET /snapshots/:id', showSnapshot],
  ['PUT /snapshots/:id', updateSnapshot],
  ['DELETE /snapshots/:id', deleteSnapshot],
  ['POST /snapshots/:id/action', actOnSnapshot],
  ['GET /snapshots/:id/metadata', ofSnapshots.list],
  ['POST /snapshots/:id/metadata', ofSnapshots.add],
  ['PUT /snapshots/:id/metadata', ofSnapshots.replace],
  ['GET /snapshots/:id/metadata/:key', ofSnapshots.show],
  ['PUT /snapshots/:id/metadata/:key', ofSnapshots.set],
  ['DELETE /snapshots/:id/metadata/:key', ofSnapshots.remove],
  ['GET /types', listTypes],
  ['POST /types', createType],
  ['GET /types/:id', showType],
  ['PUT /types/:id', updateType],
  ['DELETE /types/:id', deleteType],
  ['POST /types/:id/action', actOnType],
  ['GET /types/:id/os-volume-type-access', listAccess],
  ['GET /types/:id/extra_specs', listSpecs],
  ['POST /types/:id/extra_specs', addSpecs],
  ['GET /types/:id/extra_specs/:key', showSpec],
  ['PUT /types/:id/extra_specs/:key', setSpec],
  ['DELETE /types/:id/extra_specs/:key', removeSpec],
  ['GET /types/:id/encryption', showEncryption],
  ['POST /types/:id/encryption', createEncryption],
  ['GET /types/:id/encryption/:key', showEncryptionValue],
  ['PUT /types/:id/encryption/:key', updateEncryption],
  ['DELETE /types/:id/encryption/:key', deleteEncryption],
  ['GET /qos-specs', listQos],
  ['POST /qos-specs', createQos],
  ['GET /qos-specs/:id', showQos],
  ['PUT /qos-specs/:id', setQos],
  ['DELETE /qos-specs/:id', deleteQos],
  ['PUT /qos-specs/:id/delete_keys', unsetQos],
  ['GET /qos-specs/:id/associations', listAssociations],
  ['GET /qos-specs/:id/associate', associateQos],
  ['GET /qos-specs/:id/disassociate', disassociateQos],
  ['GET /qos-specs/:id/disassociate_all', disassociateAllQos],
  ['GET /os-quota-sets/:project', showQuotas],
  ['PUT /os-quota-sets/:project', updateQuotas],
  ['DELETE /os-quota-sets/:project', deleteQuotas],
  ['GET /os-quota-sets/:project/defaults', showUsualQuotas],
  ['GET /os-quota-class-sets/:name', showQuotaClass],
  ['GET /limits', showLimits],
  ['GET /os-availability-zone', listZones],
  ['GET /os-services', listServices],
  ['GET /scheduler-stats/get_pools', listPools],
  ['GET /extensions', listExtensions],
  ['GET /extensions/:alias', showExtension],
  ['GET /resource_filters', listFilters],
  ['GET /group_types', listGroupTypes],
  ['GET /groups', emptyList('groups', 13)],
  ['GET /groups/detail', emptyList('groups', 13)],
  ['GET /group_snapshots', emptyList('group_snapshots', 14)],
  ['GET /group_snapshots/detail', emptyList('group_snapshots', 14)],
  ['GET /attachments', listAttachments(false)],
  ['GET /attachments/detail', listAttachments(true)],
  ['GET /attachments/:id', showAttachment],
  ['GET /backups', emptyList('backups')],
  ['GET /backups/detail', emptyList('backups')],
  ['GET /os-volume-transfer', emptyList('transfers')],
  ['GET /os-volume-transfer/detail', emptyList('transfers')],
  ['GET /volume-transfers', emptyList('transfers')],
  ['GET /volume-transfers/detail', emptyList('transfers')],
  ['GET /consistencygroups', emptyList('consistencygroups')],
  ['GET /consistencygroups/detail', emptyList('consistencygroups')],
  ['GET /messages', emptyList('messages', 3)],
  [
    'GET /volumes/:id/encryption/:key',
    (context, { id }) => {
      findVolume(id!, context);
      // Cinder calls its own handler with a word too many.
      throw internalError();
    },
  ],
];

/** What answers where, below the version and the project. */
export const ROUTES: readonly Route<Context>[] = TABLE.map(([route, handle]) => {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, handle };
});
