import type { Schema } from '../../../../engine/schema/types.ts';
import { pathOf } from '../../kind/collection.ts';
import { reference, references } from '../../kind/codecs.ts';
import type { Field, SetField } from '../../kind/kind.ts';
import { referenceSchema, requiredReferenceSchema } from '../../kind/schemas.ts';
import { setKeys } from '../../kind/set-keys.ts';
import { isEmpty } from '../../kind/wire.ts';
import { securityGroups } from '../../network/collections.ts';
import { serverGroups, servers } from '../collections.ts';
import {
  configDrive,
  flavorOfServer,
  imageOfServer,
  isYes,
  keypairOfServer,
  schedulerHints,
  userData,
  zoneOfServer,
} from './codecs.ts';
import { nestedFloatingIps } from './floating-ip-record.ts';
import { nestedRecords, nestedSchema } from './nested.ts';
import { nestedPorts } from './port-record.ts';
import { shownFloatingIps, shownPorts, shownVolumes } from './shown.ts';
import { nestedVolumes } from './volume-record.ts';

const bodyText = (description: string): Schema => ({ type: 'string', nullable: true, description });

const isSomething = (wire: unknown): boolean => !isEmpty(wire);

/** Rules of the fields: the compute API reference, "Servers". */
export const serverFields: readonly Field[] = [
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
