import type { Body } from '../api/session.types.ts';
import { defaultGroup } from './born-group.ts';
import { bodiesAt, textOf } from '../kind/wire.ts';
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
export const securityGroups: Collection = {
  ...network('security_group', 'security group', '/security-groups', 'import_security_groups'),
  bornIn: (projectId) => [defaultGroup(projectId)],
};
/** Rules come with their groups: one list brings both. */
export const securityGroupRules: Collection = {
  ...network('security_group_rule', 'security group rule', '/security-group-rules'),
  within: { collection: securityGroups, items: (body) => bodiesAt(body, 'security_group_rules') },
};
export const ports: Collection = {
  ...network('port', 'port', '/ports', 'import_ports'),
  nicknames: (port) => {
    const mac = textOf(port, 'mac_address');
    return mac === undefined ? [] : [mac.toLowerCase()];
  },
};
/** The ports by which routers are connected to subnets. */
export const routerPorts: Collection = {
  ...ports,
  title: 'router interface',
  name: 'router_interface',
  importedBy: 'import_router_interfaces',
  query: {
    device_owner: [
      'network:router_interface',
      'network:ha_router_replicated_interface',
      'network:router_interface_distributed',
    ],
  },
};
/** A floating IP is called by its address. */
export const floatingIps: Collection = {
  ...network('floatingip', 'floating IP', '/floatingips', 'import_floating_ips'),
  name: 'floating_ip',
  extension: 'router',
  item: (body) => ({ ...body, name: body['floating_ip_address'] }),
};
export const trunks: Collection = {
  ...network('trunk', 'trunk', '/trunks', 'import_trunks'),
  extension: 'trunk',
};
export const qosPolicies: Collection = {
  ...network('policy', 'QoS policy', '/qos/policies', 'import_qos_policies'),
  name: 'qos_policy',
  many: 'policies',
  extension: 'qos',
};
export const addressScopes: Collection = {
  ...network('address_scope', 'address scope', '/address-scopes', 'import_address_scopes'),
  extension: 'address-scope',
};
/** The answer to the call that makes a pool has its lengths as texts. */
export const subnetPools: Collection = {
  ...network('subnetpool', 'subnet pool', '/subnetpools', 'import_subnet_pools'),
  name: 'subnet_pool',
  extension: 'subnet_allocation',
  item: (body) => ({
    ...body,
    ...Object.fromEntries(
      ['default_prefixlen', 'min_prefixlen', 'max_prefixlen']
        .filter((key) => typeof body[key] === 'string')
        .map((key) => [key, Number(body[key])]),
    ),
  }),
};
export const segments: Collection = {
  ...network('segment', 'segment', '/segments'),
  owned: false,
  extension: 'segment',
};
export const addressGroups: Collection = {
  ...network('address_group', 'address group', '/address-groups', 'import_address_groups'),
  extension: 'address-group',
};
export const rbacPolicies: Collection = {
  ...network('rbac_policy', 'RBAC policy', '/rbac-policies', 'import_rbac_policies'),
  many: 'rbac_policies',
  extension: 'rbac-policies',
  item: withObject,
};
export const routerFlavors: Collection = {
  ...network('flavor', 'router flavor', '/flavors'),
  name: 'router_flavor',
  owned: false,
  extension: 'flavors',
};

/**
 * The id of what is shared stands under a key of its type, so that it is a reference like others. A policy has no name:
 * it is called by its id.
 */
function withObject(body: Body): Body {
  const { object_type: type, object_id: id } = body;
  return { ...body, name: body['id'], ...(typeof type === 'string' ? { [`${type}_id`]: id } : {}) };
}
