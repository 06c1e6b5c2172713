import { compareMicroversions } from '../api/discovery.ts';
import type { Body } from '../api/session.types.ts';
import { microversionFor } from '../kind/collection.ts';
import { foundByName } from '../kind/common-fields.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { defineKind } from '../kind/kind.ts';
import { serverGroups } from './collections.ts';

/** From here on a group has one policy, and rules for it. */
const ONE_POLICY = '2.64';

/**
 * Server groups. Nothing of one can be changed, and several may have one name. Its members are those servers that were
 * made in it. Rules of the fields: the compute API reference, "Server groups".
 */
export const serverGroup = defineKind({
  collection: serverGroups,
  type: 'openstack.compute.ServerGroup',
  file: 'server_groups.yml',
  plural: 'server_groups',
  about: 'Servers that are to run together, or apart.',
  ...foundByName('server group'),
  namesMayRepeat: true,
  narrow: (wanted, candidates) => candidates.filter((body) => body['policy'] === wanted['policy']),
  fields: [
    {
      name: 'name',
      set: 'create',
      schema: { type: 'string', description: 'The name.' },
    },
    {
      name: 'policy',
      set: 'create',
      schema: {
        type: 'string',
        description:
          'affinity and anti-affinity are strict: on one host, on different ones. soft-affinity and soft-anti-affinity: as far as can be.',
      },
    },
    {
      name: 'rules',
      set: 'create',
      extra: true,
      empty: {},
      born: {},
      microversion: ONE_POLICY,
      schema: {
        type: 'object',
        nullable: true,
        properties: {
          max_server_per_host: {
            type: 'integer',
            minimum: 1,
            description: 'How many servers of an anti-affinity group a host may have.',
          },
        },
        additionalProperties: true,
        description: 'What the policy is to look at.',
      },
    },
  ],
  info: [
    { name: 'id' },
    { name: 'member_ids', wire: 'members' },
    { name: 'project_id' },
    { name: 'user_id' },
  ],
  behaviour: { createBody },
});

async function createBody(body: Body, _facts: ImportFacts, index: IndexOfCloud): Promise<Body> {
  const spoken = await microversionFor(index.session, serverGroups);
  if (spoken !== undefined && compareMicroversions(spoken, ONE_POLICY) >= 0) return body;
  const { policy, ...rest } = body;
  return { ...rest, policies: [policy] };
}
