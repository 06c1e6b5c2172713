import type { Body } from '../api/session.types.ts';
import { hostOf } from '../conversion/marks.ts';
import { foundByName } from '../kind/common-fields.ts';
import { defineKind, type Kind } from '../kind/kind.ts';
import { textOf } from '../kind/wire.ts';
import { floatingIps, routerPorts } from '../network/collections.ts';
import { workloadBehaviour } from '../workload/behaviour.ts';
import { migrationFlaws } from '../workload/migration-flaws.ts';
import { migrationDefaults, migrationSchema } from '../workload/migration-schema.ts';
import { servers } from './collections.ts';
import { serverExportArguments, serverImportArguments, serverRoleArguments } from './server/arguments.ts';
import { completeServer } from './server/complete.ts';
import { serverFields } from './server/fields.ts';
import { isOwnHostname } from './server/hostname.ts';
import { settleServer } from './server/settle.ts';

/** Servers, with what belongs to them. */
export const server: Kind = defineKind({
  collection: servers,
  type: 'openstack.compute.Server',
  file: 'workloads.yml',
  plural: 'workloads',
  alias: 'workload',
  about: 'A server, with its ports, floating IPs and volumes.',
  ...foundByName('server'),
  isExported: (body) =>
    body['status'] !== 'SOFT_DELETED' && body['status'] !== 'DELETED' && hostOf(body) === undefined,
  isMeant: (_wanted, { status }) =>
    Promise.resolve(!['ERROR', 'DELETED', 'SOFT_DELETED'].includes(String(status))),
  leftOut: (body) => Promise.resolve(whyLeftOut(body)),
  complete: async (body, index, purpose) => withoutOwnHostname(await completeServer(body, index, purpose)),
  // A floating IP leads to a port only where a router leads outside, and one that exists may be meant.
  waitsFor: [routerPorts, floatingIps],
  onRequest: { why: 'moving servers takes conversion hosts, and time', of: 'both' },
  fields: serverFields,
  info: [
    { name: 'created_at', wire: 'created' },
    { name: 'flavor', wire: 'flavor_then' },
    { name: 'flavor_id', wire: 'flavor_name' },
    { name: 'hypervisor_hostname', wire: 'OS-EXT-SRV-ATTR:hypervisor_hostname' },
    { name: 'id' },
    { name: 'image_properties' },
    { name: 'is_locked', wire: 'locked' },
    { name: 'launched_at', wire: 'OS-SRV-USG:launched_at' },
    { name: 'power_state', wire: 'OS-EXT-STS:power_state' },
    { name: 'project_id' },
    { name: 'root_device_name', wire: 'OS-EXT-SRV-ATTR:root_device_name' },
    { name: 'security_group_ids', wire: 'security_groups', sorted: true },
    { name: 'status' },
    { name: 'task_state', wire: 'OS-EXT-STS:task_state' },
    { name: 'updated_at', wire: 'updated' },
    { name: 'user_id' },
    { name: 'vm_state', wire: 'OS-EXT-STS:vm_state' },
  ],
  migration: { schema: migrationSchema, flaws: migrationFlaws, defaults: migrationDefaults },
  exportArguments: serverExportArguments,
  roles: { arguments: serverRoleArguments, hasHooks: true },
  importArguments: serverImportArguments,
  // What is there is compared without the rest of a migration, too.
  behaviour: { prepare: settleServer },
  behaviourFor: (args, context) => workloadBehaviour({ fields: serverFields }, args, context),
});

/** Nova does not know all of a server while it builds it, or while the part of the cloud that it is in does not answer. */
function whyLeftOut(body: Body): string | undefined {
  const status = textOf(body, 'status');
  if (status !== 'BUILD' && status !== 'UNKNOWN') return undefined;
  const called = `Server "${textOf(body, 'name') ?? textOf(body, 'id') ?? ''}"`;
  return status === 'BUILD'
    ? `${called} is left out: it is being built. Export again when it is there.`
    : `${called} is left out: the cloud cannot tell more of it now. Export again later.`;
}

function withoutOwnHostname(body: Body): Body {
  const { hostname, ...rest } = body;
  return typeof hostname === 'string' && !isOwnHostname(hostname, textOf(body, 'name') ?? '')
    ? { ...rest, hostname }
    : rest;
}
