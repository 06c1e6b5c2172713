import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { readReference, reference } from '../kind/codecs.ts';
import { pathOf } from '../kind/collection.ts';
import {
  adminStateField,
  descriptionField,
  nameField,
  standardInfo,
  tagsField,
} from '../kind/common-fields.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation, type SetField } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { bodiesAt, idOf, isBody, isSame, textOf } from '../kind/wire.ts';
import type { UndoCall, Writer } from '../kind/write.ts';
import { ports, trunks } from './collections.ts';
import { isStandAlone } from './port-owners.ts';
import { settle } from './settle-call.ts';

/** Ids of ports on the wire, references in the file. */
const subPorts: Codec = {
  refersTo: [ports],
  read: async (wire, names) =>
    Array.isArray(wire)
      ? Promise.all(
          wire.filter(isBody).map(async (sub) => ({
            port_ref: await readReference(ports, sub['port_id'], names),
            segmentation_id: sub['segmentation_id'] ?? null,
            segmentation_type: sub['segmentation_type'] ?? null,
          })),
        )
      : null,
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.filter(isBody).map(async ({ port_ref: port, ...segment }, index) => ({
            port_id: await ids.id(ports, port, { at: `/${index}/port_ref` }),
            ...segment,
          })),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((sub: unknown, index) =>
          isBody(sub) && isBody(sub['port_ref'])
            ? [{ collection: ports, reference: sub['port_ref'], path: [index, 'port_ref'] }]
            : [],
        )
      : [],
};

/** Trunks. A port is the parent of one at most. Rules of the fields: Neutron's API reference, "Trunk networking". */
export const trunk = defineKind({
  collection: trunks,
  type: 'openstack.network.Trunk',
  file: 'trunks.yml',
  plural: 'trunks',
  about: 'A port by which a server is in several networks at once.',
  scopedToProject: true,
  keys: (body) => [textOf(body, 'port_id') ?? ''],
  label: (params) => {
    const name = textOf(params, 'name') ?? '';
    return name === '' ? `trunk of port "${nameIn(params['port_ref'])}"` : `trunk "${name}"`;
  },
  identity: (params) => nameIn(params['port_ref']),
  leftOut: whyLeftOut,
  roles: { label: '{{ item.params.name or item.params.port_ref.name }}' },
  fields: [
    { ...nameField, schema: { type: 'string', description: 'The name. It may be empty.' }, born: '' },
    descriptionField,
    adminStateField,
    {
      name: 'port_ref',
      wire: 'port_id',
      set: 'create',
      identifies: true,
      codec: reference(ports),
      schema: requiredReferenceSchema('The parent: the port that servers get.'),
    },
    {
      name: 'sub_ports',
      set: 'always',
      empty: [],
      born: [],
      sorted: ['segmentation_type', 'segmentation_id'],
      inCreate: true,
      codec: subPorts,
      call: setSubPorts,
      normalise: normaliseSubPorts,
      schema: {
        type: 'array',
        nullable: true,
        description: 'The ports that are reached through the parent.',
        items: {
          type: 'object',
          description: 'A port, and what its packets are told by.',
          required: ['port_ref'],
          properties: {
            port_ref: requiredReferenceSchema('The port.'),
            segmentation_type: {
              type: 'string',
              nullable: true,
              enum: ['vlan', 'inherit'],
              description: 'vlan (what it is where nobody says). inherit: as the network of the port.',
            },
            segmentation_id: {
              type: 'integer',
              nullable: true,
              minimum: 0,
              maximum: 4095,
              description: 'The VLAN id.',
            },
          },
        },
      },
    },
    tagsField(trunks),
  ],
  info: [...standardInfo, { name: 'port_id' }, { name: 'status' }],
  behaviour: { prepare: (preparation) => Promise.resolve(withInherited(preparation)) },
});

/** A trunk whose parent a server has moves with the server: its parent is no record of ours. */
async function whyLeftOut(body: Body, index: IndexOfCloud): Promise<string | undefined> {
  const parent = (await index.load(ports)).byId(textOf(body, 'port_id') ?? '');
  if (parent === undefined || isStandAlone(parent)) return undefined;
  const name = textOf(body, 'name') ?? '';
  const called = name === '' ? idOf(body) : `"${name}"`;
  return `Trunk ${called} is left out: its parent port belongs to ${textOf(parent, 'device_owner') ?? ''} ${textOf(parent, 'device_id') ?? ''}, and moves with that.`;
}

function plain(sub: Body): Body {
  return {
    port_id: sub['port_id'],
    segmentation_type: sub['segmentation_type'] ?? 'vlan',
    segmentation_id: sub['segmentation_id'],
  };
}

/** What a sub-port inherits is known once it is there: then the trunk has it by what it is told by. */
function withInherited({ wanted, found }: Preparation): Wanted {
  const asked = wanted.values.get('sub_ports');
  if (!Array.isArray(asked) || found === undefined) return wanted;
  const have = bodiesAt(found, 'sub_ports');
  const known = asked.filter(isBody).map((sub) => have.find((one) => isMet(sub, one)) ?? sub);
  return { ...wanted, values: new Map([...wanted.values, ['sub_ports', known]]) };
}

function normaliseSubPorts(value: unknown): unknown {
  return Array.isArray(value) ? value.filter(isBody).map(plain) : value;
}

/** A sub-port that is told by something else than before is taken out and put in again. */
async function setSubPorts({ id, value, found, writer }: Parameters<SetField>[0]): ReturnType<SetField> {
  const wanted = (Array.isArray(value) ? value.filter(isBody) : []).map(plain);
  const before = bodiesAt(found, 'sub_ports').map(plain);
  const missing = wanted.filter((one) => !before.some((other) => isMet(one, other)));
  const surplus = before.filter((one) => !wanted.some((other) => isMet(other, one)));
  await change(writer, id, surplus, 'remove_subports');
  await change(writer, id, missing, 'add_subports');
  return { sub_ports: wanted };
}

async function change(
  writer: Writer,
  id: string,
  subs: readonly Body[],
  action: 'add_subports' | 'remove_subports',
): Promise<void> {
  if (subs.length === 0) return;
  const path = pathOf(trunks, id);
  const add: UndoCall = { method: 'PUT', path: `${path}/add_subports`, body: { sub_ports: subs } };
  const withoutSegments = { sub_ports: subs.map(({ port_id }) => ({ port_id })) };
  const remove: UndoCall = { method: 'PUT', path: `${path}/remove_subports`, body: withoutSegments };
  const [call, undo] = action === 'add_subports' ? [add, remove] : [remove, add];
  await settle(writer, { operation: 'act', collection: trunks, id, ...call, undo }, (now) => {
    const have = bodiesAt(now, 'sub_ports');
    return subs.every((one) => have.some((other) => isMet(one, other)) === (action === 'add_subports'));
  });
}

function isMet(wanted: Body, have: Body): boolean {
  if (wanted['port_id'] !== have['port_id']) return false;
  return wanted['segmentation_type'] === 'inherit' || isSame(plain(wanted), plain(have));
}
