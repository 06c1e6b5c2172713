import { routerFlavors, routerPorts, routers } from './collections.ts';
import { normaliseRoutes } from '../kind/addresses.ts';
import { gatewayIps, gatewayNetwork, reference } from '../kind/codecs.ts';
import {
  adminStateField,
  availabilityZoneHintsField,
  descriptionField,
  foundByName,
  nameField,
  standardInfo,
  tagsField,
} from '../kind/common-fields.ts';
import { defineKind } from '../kind/kind.ts';
import { fixedIpsSchema, referenceSchema, requiredReferenceSchema, routesSchema } from '../kind/schemas.ts';
import { settleRouter } from './router-settings.ts';

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
  ...foundByName('router'),
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
      codec: gatewayIps,
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
      after: routerPorts,
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
  behaviour: { prepare: settleRouter },
});
