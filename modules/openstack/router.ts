import { routerFlavors, routerPorts, routers, subnets } from './collections.ts';
import { cidrOf, normaliseRoutes } from './kind/addresses.ts';
import type { Body } from './api/session.types.ts';
import { fixedIps, gatewayNetwork, reference } from './kind/codecs.ts';
import {
  adminStateField,
  availabilityZoneHintsField,
  descriptionField,
  nameField,
  standardInfo,
  tagsField,
} from './kind/common-fields.ts';
import { exportModule } from './kind/export-module.ts';
import type { Wanted } from './kind/import-facts.ts';
import { importModule } from './kind/import-module.ts';
import { infoModule } from './kind/info-module.ts';
import type { IndexOfCloud } from './kind/index-of-cloud.ts';
import { namedLabel } from './kind/labels.ts';
import { defineKind, type Preparation } from './kind/kind.ts';
import { fixedIpsSchema, referenceSchema, requiredReferenceSchema, routesSchema } from './kind/schemas.ts';
import { bodiesAt, idOf, isBody, isSame, textOf } from './kind/wire.ts';

/**
 * Routers, with the gateway that leads outside and with static routes. Rules of the fields: Neutron's API reference,
 * "Routers", and its default policies, by which only administrators say how the gateway works.
 */
export const router = defineKind({
  collection: routers,
  type: 'openstack.network.Router',
  file: 'routers.yml',
  plural: 'routers',
  about: 'A router of a project. Its interfaces are records of their own.',
  scopedToProject: true,
  keys: (body) => [textOf(body, 'name') ?? ''],
  label: (params) => namedLabel('router', params),
  identity: (params) => String(params['name']),
  fields: [
    nameField,
    descriptionField,
    adminStateField,
    {
      name: 'external_gateway_refinfo',
      wire: 'external_gateway_info.network_id',
      set: 'always',
      empty: null,
      codec: gatewayNetwork,
      schema: {
        type: 'object',
        nullable: true,
        description: 'The way outside.',
        required: ['network_ref'],
        properties: { network_ref: requiredReferenceSchema('The external network.') },
      },
    },
    {
      name: 'enable_snat',
      wire: 'external_gateway_info.enable_snat',
      set: 'always',
      extra: true,
      born: true,
      adminOnly: true,
      extension: 'ext-gw-mode',
      schema: {
        type: 'boolean',
        nullable: true,
        description: "Whether what goes outside gets the gateway's address as its sender.",
      },
    },
    {
      name: 'external_fixed_ips',
      wire: 'external_gateway_info.external_fixed_ips',
      set: 'always',
      extra: true,
      adminOnly: true,
      sorted: ['ip_address'],
      codec: fixedIps({ mayHide: true }),
      schema: fixedIpsSchema('The addresses of the gateway.'),
    },
    {
      name: 'is_distributed',
      wire: 'distributed',
      set: 'create',
      adminOnly: true,
      extension: 'dvr',
      schema: { type: 'boolean', nullable: true, description: 'Whether it runs on all compute nodes.' },
    },
    {
      name: 'is_ha',
      wire: 'ha',
      set: 'create',
      adminOnly: true,
      extension: 'l3-ha',
      schema: { type: 'boolean', nullable: true, description: 'Whether it runs in several places at once.' },
    },
    {
      name: 'flavor_ref',
      wire: 'flavor_id',
      set: 'create',
      extension: 'l3-flavors',
      codec: reference(routerFlavors),
      schema: referenceSchema('What kind of router it is.'),
    },
    availabilityZoneHintsField('router_availability_zone'),
    {
      name: 'routes',
      set: 'update',
      extra: true,
      empty: [],
      born: [],
      sorted: ['destination', 'nexthop'],
      normalise: normaliseRoutes,
      extension: 'extraroute',
      schema: routesSchema('Static routes. They are set once their next hops are connected.'),
    },
    tagsField(routers),
  ],
  info: [
    ...standardInfo,
    { name: 'availability_zones', sorted: true },
    { name: 'external_gateway_info' },
    { name: 'flavor_id' },
    { name: 'routes' },
    { name: 'status' },
  ],
  behaviour: { prepare },
});

async function prepare(preparation: Preparation): Promise<Wanted> {
  const withAddresses = await settleAddresses(preparation, preparation.wanted);
  return deferRoutes(preparation, withAddresses);
}

/** Addresses of the source's outside mean nothing where the destination's outside has other subnets. */
async function settleAddresses({ index, found }: Preparation, wanted: Wanted): Promise<Wanted> {
  const asked = wanted.values.get('external_fixed_ips');
  if (!Array.isArray(asked)) return wanted;
  const addresses = asked.filter(isBody);
  const gateway = found?.['external_gateway_info'];
  const have = isBody(gateway) ? bodiesAt(gateway, 'external_fixed_ips') : [];
  const isMet =
    addresses.length === have.length &&
    addresses.every((ip) => have.some((other) => isSame({ ...other, ...ip }, other)));
  if (isMet) return { ...wanted, values: new Map([...wanted.values, ['external_fixed_ips', have]]) };
  const network = wanted.values.get('external_gateway_refinfo');
  const outside = (await index.load(subnets)).all().filter((body) => body['network_id'] === network);
  const strangers = addresses
    .flatMap((ip) => textOf(ip, 'ip_address') ?? [])
    .filter((ip) => !isInOneOf(ip, outside));
  if (strangers.length === 0) return wanted;
  const values = new Map(wanted.values);
  values.delete('external_fixed_ips');
  const warning = `external_fixed_ips is left out: no subnet of the external network has ${strangers.join(', ')}, so the cloud chooses.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/**
 * Neutron takes routes only once their next hops are connected, which takes interfaces, which take routers. So they
 * wait: import_router_interfaces sets them when it is done.
 */
async function deferRoutes({ index, found, options }: Preparation, wanted: Wanted): Promise<Wanted> {
  const routes = wanted.values.get('routes');
  if (!Array.isArray(routes) || routes.length === 0 || options.fields?.includes('routes') === true)
    return wanted;
  const connected = found === undefined ? [] : await connectedSubnets(index, idOf(found));
  const hops = routes.filter(isBody).flatMap((route) => textOf(route, 'nexthop') ?? []);
  const waiting = hops.filter((hop) => !isInOneOf(hop, connected));
  if (waiting.length === 0) return wanted;
  const values = new Map(wanted.values);
  values.delete('routes');
  if (found !== undefined && isSame(normaliseRoutes(found['routes']), normaliseRoutes(routes)))
    return { ...wanted, values };
  const note = `Its routes wait until their next hops (${waiting.join(', ')}) are connected: import_router_interfaces sets them.`;
  return { ...wanted, values, notes: [...wanted.notes, note] };
}

async function connectedSubnets(index: IndexOfCloud, routerId: string): Promise<readonly Body[]> {
  const [ports, known] = await Promise.all([index.load(routerPorts), index.load(subnets)]);
  const own = ports.by(byDevice, routerId);
  const ids = own.flatMap((port) => bodiesAt(port, 'fixed_ips').map((ip) => textOf(ip, 'subnet_id') ?? ''));
  return ids.map((id) => known.byId(id)).filter((body) => body !== undefined);
}

const byDevice = (port: Body): readonly string[] => [textOf(port, 'device_id') ?? ''];

function isInOneOf(address: string, within: readonly Body[]): boolean {
  return within.some((subnet) => cidrOf(textOf(subnet, 'cidr') ?? '')?.contains(address) === true);
}

export const exportRouter = exportModule(router);
export const importRouter = importModule(router);
export const routersInfo = infoModule(router, {
  names: ['os_routers_info', 'routers_info'],
  result: 'openstack_routers',
});
