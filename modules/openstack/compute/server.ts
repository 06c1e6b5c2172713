import type { Schema } from '../../../engine/schema/types.ts';
import type { Body } from '../api/session.types.ts';
import { hostOf } from '../conversion/marks.ts';
import { pathOf } from '../kind/collection.ts';
import { reference, references } from '../kind/codecs.ts';
import { foundByName } from '../kind/common-fields.ts';
import { defineKind, type Field, type Kind, type RoleArgument, type SetField } from '../kind/kind.ts';
import { referenceSchema, requiredReferenceSchema } from '../kind/schemas.ts';
import { setKeys } from '../kind/set-keys.ts';
import { isEmpty, textOf } from '../kind/wire.ts';
import { floatingIps, routerPorts, securityGroups } from '../network/collections.ts';
import { hypervisorArguments, hypervisorRoleArguments } from '../conversion/hypervisors.ts';
import { movingArguments, movingRoleArguments } from '../volume/moving/arguments.ts';
import { workloadBehaviour } from '../workload/behaviour.ts';
import { migrationFlaws } from '../workload/migration-flaws.ts';
import { migrationDefaults, migrationSchema } from '../workload/migration-schema.ts';
import { serverGroups, servers } from './collections.ts';
import {
  configDrive,
  flavorOfServer,
  imageOfServer,
  isYes,
  keypairOfServer,
  schedulerHints,
  userData,
  zoneOfServer,
} from './server/codecs.ts';
import { completeServer } from './server/complete.ts';
import { nestedFloatingIps } from './server/floating-ip-record.ts';
import { isOwnHostname } from './server/hostname.ts';
import { nestedRecords, nestedSchema } from './server/nested.ts';
import { nestedPorts } from './server/port-record.ts';
import { shownFloatingIps, shownPorts, shownVolumes } from './server/shown.ts';
import { settleServer } from './server/settle.ts';
import { nestedVolumes } from './server/volume-record.ts';

const bodyText = (description: string): Schema => ({ type: 'string', nullable: true, description });

const isSomething = (wire: unknown): boolean => !isEmpty(wire);

/** Rules of the fields: the compute API reference, "Servers". */
const fields: readonly Field[] = [
  { name: 'name', set: 'always', schema: { type: 'string', description: 'The name. Several may have it.' } },
  {
    name: 'description',
    set: 'always',
    empty: null,
    microversion: '2.19',
    schema: bodyText('A text for people.'),
  },
  {
    name: 'availability_zone',
    set: 'create',
    codec: zoneOfServer,
    schema: bodyText('The availability zone that it runs in. Null: any.'),
  },
  {
    name: 'config_drive',
    set: 'create',
    codec: configDrive,
    normalise: isYes,
    schema: {
      nullable: true,
      description: 'Whether it has a config drive. OS-Migrate writes null where it has none.',
      anyOf: [
        { type: 'boolean', description: 'Yes or no.' },
        { type: 'string', enum: ['True', 'False', 'true', 'false', ''], description: 'The same as a text.' },
      ],
    },
  },
  {
    name: 'disk_config',
    set: 'create',
    schema: {
      type: 'string',
      nullable: true,
      enum: ['AUTO', 'MANUAL'],
      description: 'AUTO: its disk grows with its flavor. MANUAL: it is left as it is.',
    },
  },
  {
    name: 'key_name',
    set: 'create',
    codec: keypairOfServer,
    schema: bodyText('The keypair of whoever imports it that the guest lets in. Null: none.'),
  },
  {
    name: 'metadata',
    set: 'always',
    empty: {},
    born: {},
    inCreate: true,
    call: setKeys({
      collection: servers,
      map: 'metadata',
      put: (id, values) => ({
        method: 'POST',
        path: `${pathOf(servers, id)}/metadata`,
        body: { metadata: values },
      }),
      remove: (id, key) => ({
        method: 'DELETE',
        path: `${pathOf(servers, id)}/metadata/${encodeURIComponent(key)}`,
      }),
    }),
    schema: {
      type: 'object',
      nullable: true,
      properties: {},
      additionalProperties: true,
      description: 'What people noted of it; the guest sees it, too.',
    },
  },
  {
    name: 'user_data',
    set: 'create',
    codec: userData,
    schema: {
      ...bodyText('What the guest runs when it starts first, in Base64. Only administrators can read it.'),
      secret: true,
    },
  },
  {
    name: 'scheduler_hints',
    set: 'create',
    codec: schedulerHints,
    schema: {
      type: 'object',
      nullable: true,
      properties: {},
      additionalProperties: true,
      description: 'What the scheduler is to look at. Nova tells it from 2.100 on only.',
    },
  },
  {
    name: 'tags',
    set: 'always',
    empty: [],
    born: [],
    sorted: [],
    microversion: '2.26',
    call: setTags,
    schema: {
      type: 'array',
      nullable: true,
      items: { type: 'string', description: 'A tag.' },
      description: 'Tags.',
    },
  },
  {
    name: 'flavor_ref',
    wire: 'flavor_id',
    set: 'create',
    codec: flavorOfServer,
    schema: requiredReferenceSchema('The flavor.'),
  },
  {
    name: 'image_ref',
    wire: 'image_id',
    set: 'create',
    codec: imageOfServer,
    schema: referenceSchema('The image that it was made of. Null: it boots from a volume.'),
  },
  {
    name: 'security_group_refs',
    wire: 'security_groups',
    set: 'create',
    sorted: ['name', 'project_name'],
    codec: references(securityGroups),
    schema: {
      type: 'array',
      nullable: true,
      items: requiredReferenceSchema('A security group.'),
      description: 'The security groups of its ports together: for those that say none of their own.',
    },
  },
  {
    name: 'ports',
    set: 'create',
    codec: nestedRecords(nestedPorts),
    shown: shownPorts,
    schema: nestedSchema(nestedPorts, 'Its ports, in the order of its devices.', ['network_ref']),
  },
  {
    name: 'floating_ips',
    set: 'create',
    codec: nestedRecords(nestedFloatingIps),
    shown: shownFloatingIps,
    schema: nestedSchema(nestedFloatingIps, 'The floating IPs that lead to its ports.', [
      'floating_network_ref',
    ]),
  },
  {
    name: 'volumes',
    set: 'create',
    codec: nestedRecords(nestedVolumes),
    shown: shownVolumes,
    schema: nestedSchema(
      nestedVolumes,
      'Its volumes, the one that it boots from first, then in the order of its devices.',
    ),
  },
  {
    name: 'server_group_ref',
    wire: 'server_group_id',
    set: 'create',
    extra: true,
    isWorthSaying: isSomething,
    codec: reference(serverGroups),
    schema: referenceSchema('The server group that it is in.'),
  },
  {
    name: 'hostname',
    set: 'create',
    extra: true,
    microversion: '2.90',
    isWorthSaying: isSomething,
    schema: bodyText('What the guest is called in its metadata, where that is not made of the name.'),
  },
  accessAddress('access_ipv4', 'accessIPv4'),
  accessAddress('access_ipv6', 'accessIPv6'),
  {
    name: 'is_locked',
    wire: 'locked',
    set: 'create',
    extra: true,
    isWorthSaying: (wire) => wire === true,
    microversion: '2.9',
    schema: { type: 'boolean', nullable: true, description: 'Whether it is locked against changes.' },
  },
  {
    name: 'locked_reason',
    set: 'create',
    extra: true,
    isWorthSaying: isSomething,
    microversion: '2.73',
    schema: bodyText('Why it is locked.'),
  },
];

function accessAddress(name: string, wire: string): Field {
  return {
    name,
    wire,
    set: 'always',
    extra: true,
    empty: '',
    born: '',
    isWorthSaying: isSomething,
    schema: bodyText('The address that it is to be reached at, as somebody has noted it.'),
  };
}

/** Tags are replaced as a whole, by a call of their own. */
async function setTags({ id, value, found, writer }: Parameters<SetField>[0]): ReturnType<SetField> {
  const call = { method: 'PUT', path: `${pathOf(servers, id)}/tags` } as const;
  const before = found['tags'] ?? [];
  const answer = await writer.write({
    operation: 'update',
    collection: servers,
    ...call,
    id,
    body: { tags: value },
    isRepeatable: true,
    before: { tags: before },
    undo: { ...call, body: { tags: before } },
  });
  return { tags: answer['tags'] ?? value };
}

/** Whether an import may stop a server, as most ways to read its disks take. */
const stopArguments = {
  stop_before_migration: {
    type: 'boolean',
    description: 'Whether servers that run are stopped for their migration. Default false: they are refused.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

const stopRoleArguments: readonly RoleArgument[] = [
  {
    name: 'stop_before_migration',
    of: 'import',
    value: '{{ os_migrate_workload_stop_before_migration }}',
    variables: {
      os_migrate_workload_stop_before_migration: {
        type: 'boolean',
        description: 'Whether servers that run are stopped for their migration. Without it they are refused.',
        default: false,
      },
    },
  },
];

/** What an export can be told of how its records are to be migrated. */
const migrationParamsArgument: Schema = {
  type: 'object',
  nullable: true,
  description:
    'What the records are to have in _migration_params, where that is not what is usual: {boot_disk_copy: true}. Null: what is usual.',
  properties: {},
  additionalProperties: true,
};

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
  fields,
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
  exportArguments: { migration_params: migrationParamsArgument },
  roles: {
    arguments: [
      {
        name: 'migration_params',
        of: 'export',
        value:
          '{{ {"boot_disk_copy": os_migrate_workloads_boot_disk_copy, "use_nbdkit_direct": os_migrate_workloads_use_nbdkit_direct} }}',
        variables: {
          os_migrate_workloads_boot_disk_copy: {
            type: 'boolean',
            nullable: true,
            description:
              'What boot_disk_copy is to be in new records of servers that boot from an image: whether their disks are copied. Null: false. Servers that boot from a volume have true in any case.',
            default: null,
          },
          os_migrate_workloads_use_nbdkit_direct: {
            type: 'boolean',
            nullable: true,
            description:
              'What use_nbdkit_direct is to be in new records: whether disks that are no volumes are read on their hypervisors. Null: false.',
            default: null,
          },
        },
      },
      ...stopRoleArguments,
      ...movingRoleArguments,
      ...hypervisorRoleArguments,
    ],
  },
  importArguments: { ...stopArguments, ...movingArguments, ...hypervisorArguments },
  // What is there is compared without the rest of a migration, too.
  behaviour: { prepare: settleServer },
  behaviourFor: (args, context) => workloadBehaviour({ fields }, args, context),
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
