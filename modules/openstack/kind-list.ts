import type { Kind } from './kind/kind.ts';
import { inImportOrder } from './kind/import-order.ts';

/** A kind by its names, loaded when it is first needed. */
export interface KindEntry {
  /** As in its collection: `network`. */
  readonly name: string;
  /** As in playbooks: `networks`. */
  readonly plural: string;
  /** Its export module is called by the plural, since it takes all that belong to a parent. */
  readonly exportedByParent?: true;
  /** The module that lists such resources: its names, the first of which is its own, and the key of the result. */
  readonly info: { readonly names: readonly [string, ...string[]]; readonly result: string };
  readonly load: () => Promise<Kind>;
}

/** Every kind. This is the only list: modules, playbooks, roles, schemas and the order of import follow from it. */
export const kindList: readonly KindEntry[] = [
  {
    name: 'network',
    plural: 'networks',
    info: { names: ['networks_info'], result: 'networks' },
    load: async () => (await import('./network/network.ts')).network,
  },
  {
    name: 'subnet',
    plural: 'subnets',
    info: { names: ['subnets_info'], result: 'subnets' },
    load: async () => (await import('./network/subnet.ts')).subnet,
  },
  {
    name: 'router',
    plural: 'routers',
    info: { names: ['os_routers_info', 'routers_info'], result: 'openstack_routers' },
    load: async () => (await import('./network/router.ts')).router,
  },
  {
    name: 'router_interface',
    plural: 'router_interfaces',
    exportedByParent: true,
    info: { names: ['router_interfaces_info'], result: 'router_interfaces' },
    load: async () => (await import('./network/router-interface.ts')).routerInterface,
  },
  {
    name: 'security_group',
    plural: 'security_groups',
    info: { names: ['os_security_groups_info', 'security_groups_info'], result: 'openstack_security_groups' },
    load: async () => (await import('./network/security-group.ts')).securityGroup,
  },
  {
    name: 'security_group_rule',
    plural: 'security_group_rules',
    exportedByParent: true,
    info: { names: ['security_group_rules_info'], result: 'security_group_rules' },
    load: async () => (await import('./network/security-group-rule.ts')).securityGroupRule,
  },
];

/** All kinds, in an order in which each refers to those before it only. */
export async function allKinds(): Promise<readonly Kind[]> {
  return inImportOrder(await Promise.all(kindList.map(({ load }) => load())));
}
