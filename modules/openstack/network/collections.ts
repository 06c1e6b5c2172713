import { bodiesAt } from '../kind/wire.ts';
import type { Collection } from '../kind/collection.ts';

/*
 * What records refer to. A new kind (flavor, image, volume type, server ...) adds its line here and can be referred
 * to from then on; nothing else knows the collections by name.
 */
const network = (name: string, title: string, path: string, importedBy?: string) =>
  ({
    name,
    title,
    service: 'network',
    path,
    many: `${name}s`,
    one: name,
    owned: true,
    ...(importedBy === undefined ? {} : { importedBy }),
  }) as const satisfies Collection;

export const networks: Collection = network('network', 'network', '/networks', 'import_networks');
export const subnets: Collection = network('subnet', 'subnet', '/subnets', 'import_subnets');
export const routers: Collection = network('router', 'router', '/routers', 'import_routers');
export const securityGroups: Collection = network(
  'security_group',
  'security group',
  '/security-groups',
  'import_security_groups',
);
/** Rules come with their groups: one list brings both. */
export const securityGroupRules: Collection = {
  ...network('security_group_rule', 'security group rule', '/security-group-rules'),
  within: { collection: securityGroups, items: (body) => bodiesAt(body, 'security_group_rules') },
};
export const ports: Collection = network('port', 'port', '/ports');
/** The ports by which routers are connected to subnets. */
export const routerPorts: Collection = {
  ...ports,
  title: 'router interface',
  name: 'router_interface',
  query: {
    device_owner: [
      'network:router_interface',
      'network:ha_router_replicated_interface',
      'network:router_interface_distributed',
    ],
  },
};
export const qosPolicies: Collection = {
  ...network('policy', 'QoS policy', '/qos/policies'),
  name: 'qos_policy',
  many: 'policies',
  extension: 'qos',
};
export const subnetPools: Collection = {
  ...network('subnetpool', 'subnet pool', '/subnetpools'),
  extension: 'subnet_allocation',
};
export const segments: Collection = {
  ...network('segment', 'segment', '/segments'),
  owned: false,
  extension: 'segment',
};
export const addressGroups: Collection = {
  ...network('address_group', 'address group', '/address-groups'),
  extension: 'address-group',
};
export const routerFlavors: Collection = {
  ...network('flavor', 'router flavor', '/flavors'),
  name: 'router_flavor',
  owned: false,
  extension: 'flavors',
};
