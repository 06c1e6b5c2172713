import type { Body } from '../api/session.types.ts';
import { pathOf } from '../kind/collection.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import { defineKind } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { mapIn, setKeys } from '../kind/set-keys.ts';
import { textOf } from '../kind/wire.ts';
import { qosSpecs } from './collections.ts';

/** QoS specs of volume types. Rules of the fields: the block storage API reference, "QoS specs". */
export const volumeQosSpecs = defineKind({
  collection: qosSpecs,
  type: 'openstack.volume.QosSpecs',
  file: 'volume_qos_specs.yml',
  plural: 'volume_qos_specs',
  about: 'How fast volumes of some types may be. Administrators make these.',
  scopedToProject: false,
  adminOnly: true,
  needsAdmin: 'both',
  keys: (body) => [textOf(body, 'name') ?? ''],
  label: (params) => namedLabel('volume QoS specs', params),
  identity: (params) => String(params['name']),
  fields: [
    {
      name: 'name',
      set: 'create',
      identifies: true,
      schema: { type: 'string', description: 'The name. Volume types refer to it.' },
    },
    {
      name: 'consumer',
      set: 'always',
      adminOnly: true,
      schema: {
        type: 'string',
        nullable: true,
        enum: ['front-end', 'back-end', 'both'],
        description: 'Who keeps to it: the hypervisor, the storage, or both.',
      },
    },
    {
      name: 'specs',
      set: 'always',
      empty: {},
      born: {},
      adminOnly: true,
      call: setKeys({
        collection: qosSpecs,
        map: 'specs',
        put: (id, values) => ({ method: 'PUT', path: pathOf(qosSpecs, id), body: { qos_specs: values } }),
        remove: (id, key) => ({
          method: 'PUT',
          path: `${pathOf(qosSpecs, id)}/delete_keys`,
          body: { keys: [key] },
        }),
      }),
      schema: {
        type: 'object',
        nullable: true,
        properties: {},
        additionalProperties: true,
        description: 'The limits: total_iops_sec, read_bytes_sec, ...',
      },
    },
  ],
  info: [{ name: 'id' }],
  behaviour: { createBody },
});

/** Cinder takes the limits beside name and consumer. */
function createBody(body: Body, { wanted }: ImportFacts): Body {
  return { ...mapIn(wanted.values.get('specs')), ...body };
}
