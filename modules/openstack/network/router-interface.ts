import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { networks, ports, routerPorts, routers } from './collections.ts';
import { connectRouter } from './connect-router.ts';
import { canonicalAddress } from '../kind/addresses.ts';
import { fixedIps, reference } from '../kind/codecs.ts';
import { tagsField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { referenceSchema, requiredFixedIpsSchema, requiredReferenceSchema } from '../kind/schemas.ts';
import { bodiesAt, idOf, textOf } from '../kind/wire.ts';
import { addressesOf, holdersOf, isInUse, normaliseFixedIps } from './port-addresses.ts';

/**
 * Interfaces of routers: ports by which they are connected to subnets. One is found again by its addresses, or by
 * its router and subnet. Rules: Neutron's API reference, "Add interface to router".
 */
export const routerInterface = defineKind({
  collection: routerPorts,
  type: 'openstack.network.RouterInterface',
  file: 'router_interfaces.yml',
  plural: 'router_interfaces',
  about: 'The connection of a router to a subnet.',
  parent: { collection: routers, key: 'device_id', reference: 'device_ref' },
  roles: {
    label:
      "{{ item.params.device_ref.name }} {{ item.params.fixed_ips_refs | map(attribute='ip_address') | join(', ') }}",
  },
  scopedToProject: false,
  keys: keysOf,
  label: (params) => `interface ${addressesIn(params)} of router "${nameIn(params['device_ref'])}"`,
  identity: (params) =>
    bodiesAt(params, 'fixed_ips_refs')
      .map((ip) => `${nameIn(params['network_ref'])} ${nameIn(ip['subnet_ref'])} ${String(ip['ip_address'])}`)
      .sort()
      .join(', '),
  fields: [
    {
      name: 'network_ref',
      wire: 'network_id',
      set: 'create',
      codec: reference(networks),
      schema: referenceSchema('The network that it is in.'),
    },
    {
      name: 'device_ref',
      wire: 'device_id',
      set: 'create',
      codec: reference(routers),
      schema: requiredReferenceSchema('The router.'),
    },
    {
      name: 'fixed_ips_refs',
      wire: 'fixed_ips',
      set: 'create',
      sorted: ['ip_address'],
      normalise: normaliseFixedIps,
      codec: fixedIps,
      schema: requiredFixedIpsSchema('Its addresses.'),
    },
    {
      name: 'device_owner',
      set: 'never',
      schema: {
        type: 'string',
        nullable: true,
        description: 'How the source calls such a port. It is not looked at.',
      },
    },
    {
      name: 'port_name',
      wire: 'name',
      set: 'always',
      extra: true,
      empty: '',
      born: '',
      schema: { type: 'string', nullable: true, description: 'The name of the port.' },
    },
    {
      name: 'port_description',
      wire: 'description',
      set: 'always',
      extra: true,
      empty: '',
      born: '',
      schema: { type: 'string', nullable: true, description: 'A text for people.' },
    },
    tagsField(ports, { extra: true }),
  ],
  info: [{ name: 'id' }, { name: 'project_id' }],
  behaviour: { prepare, create: connectRouter },
});

/** One is the same as another with an address of it, and as another connection of the same router and subnet. */
function keysOf(port: Body): readonly string[] {
  return bodiesAt(port, 'fixed_ips').flatMap((ip) => {
    const subnet = textOf(ip, 'subnet_id') ?? '';
    const address = textOf(ip, 'ip_address');
    const pair = `${textOf(port, 'device_id') ?? ''} ${subnet}`;
    return address === undefined ? [pair] : [pair, `${subnet} ${canonicalAddress(address)}`];
  });
}

function addressesIn(params: Body): string {
  return bodiesAt(params, 'fixed_ips_refs')
    .map((ip) => (typeof ip['ip_address'] === 'string' ? ip['ip_address'] : `in ${nameIn(ip['subnet_ref'])}`))
    .join(', ');
}

/** What stands against it: its address belongs to another router, or to a port of something else. */
async function prepare({ index, wanted, found, label }: Preparation): Promise<Wanted> {
  const device = wanted.values.get('device_ref');
  const where = index.session.label;
  if (found !== undefined) {
    // No router is asked for where a run looks at some fields only, as one that adopts does.
    if (device === undefined || found['device_id'] === device) return wanted;
    const other = (await index.load(routers)).byId(textOf(found, 'device_id') ?? '');
    const owner = other === undefined ? 'another router' : `router "${textOf(other, 'name') ?? idOf(other)}"`;
    throw taken(label, `the port ${idOf(found)} of ${owner} at ${where} has the address`);
  }
  const holder = (await holdersOf(index, addressesOf(wanted.values.get('fixed_ips_refs')))).find(isInUse);
  if (holder === undefined) return wanted;
  const owner = `${textOf(holder, 'device_owner') ?? ''} ${textOf(holder, 'device_id') ?? ''}`.trim();
  throw taken(
    label,
    `port ${idOf(holder)} at ${where} has the address (${owner === '' ? 'of nobody' : owner})`,
  );
}

function taken(label: string, why: string): DroverError {
  return new DroverError('resource-conflict', {
    detail: `${label} cannot be made: ${why}.`,
    help: 'Free the address at the destination, or change fixed_ips_refs in the record.',
  });
}
