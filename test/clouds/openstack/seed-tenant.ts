import type { LoopbackCloud, Tenant } from './cloud.ts';
import type { JsonObject } from './http/exchange.ts';

/** How much of what a tenant gets. */
export interface SeedOptions {
  readonly networks: number;
  readonly routers: number;
  readonly securityGroups: number;
  /** Beside the two rules that every group is born with. */
  readonly rulesPerGroup: number;
  /** Whether each network has a subnet; true if not said. */
  readonly subnets?: boolean;
  /** Who, and in which project; `src` in `src` if not said. */
  readonly user?: string;
  readonly project?: string;
}

/** How much there is now. */
export interface Seeded {
  readonly networks: number;
  readonly subnets: number;
  readonly routers: number;
  readonly interfaces: number;
  readonly securityGroups: number;
  readonly rules: number;
}

const INTERFACES_PER_ROUTER = 3;

/**
 * Fills a tenant in the same way as calls over HTTP would, but at once: networks with subnets, routers with gateway,
 * interfaces and static routes, groups whose rules refer to each other. The same options give the same names and
 * values. Limits that are in the way are raised.
 */
export function seedTenant(cloud: LoopbackCloud, options: SeedOptions): Promise<Seeded> {
  const project = options.project ?? 'src';
  const tenant = cloud.tenant(options.user ?? 'src', project);
  raiseQuotas(cloud.tenant('admin', 'admin'), tenant.projectId, options);
  const subnets = seedNetworks(tenant, options);
  const interfaces = seedRouters(tenant, options, subnets);
  seedGroups(tenant, options);
  return Promise.resolve({
    networks: options.networks,
    subnets: subnets.length,
    routers: options.routers,
    interfaces,
    securityGroups: options.securityGroups,
    rules: options.securityGroups * options.rulesPerGroup,
  });
}

interface SeededSubnet {
  readonly id: string;
  /** The first three numbers of its addresses. */
  readonly prefix: string;
  readonly hasGateway: boolean;
}

function seedNetworks(tenant: Tenant, options: SeedOptions): SeededSubnet[] {
  const subnets: SeededSubnet[] = [];
  for (let index = 0; index < options.networks; index += 1) {
    const network = tenant.create('networks', networkValues(index));
    if (index % 3 === 0) tenant.setTags('networks', network.id, ['seeded', `tier-${index % 4}`]);
    if (options.subnets === false) continue;
    const prefix = `10.${index >> 8}.${index & 255}`;
    const subnet = tenant.create('subnets', { network_id: network.id, ...subnetValues(index, prefix) });
    subnets.push({ id: subnet.id, prefix, hasGateway: subnet['gateway_ip'] !== null });
  }
  return subnets;
}

function networkValues(index: number): JsonObject {
  return {
    name: `net-${numbered(index)}`,
    description: `Network ${index} of the tenant`,
    ...(index % 5 === 1 ? { mtu: 1400 } : {}),
    ...(index % 7 === 2 ? { port_security_enabled: false } : {}),
    ...(index % 11 === 3 ? { admin_state_up: false } : {}),
  };
}

function subnetValues(index: number, prefix: string): JsonObject {
  return {
    name: `subnet-${numbered(index)}`,
    ip_version: 4,
    cidr: `${prefix}.0/24`,
    ...(index % 2 === 0 ? { dns_nameservers: ['9.9.9.9', '1.1.1.1'] } : {}),
    ...(index % 4 === 1
      ? {
          allocation_pools: [
            { start: `${prefix}.20`, end: `${prefix}.99` },
            { start: `${prefix}.120`, end: `${prefix}.200` },
          ],
        }
      : {}),
    ...(index % 6 === 2 ? { host_routes: [{ destination: '192.0.2.0/24', nexthop: `${prefix}.2` }] } : {}),
    ...(index % 13 === 5 ? { gateway_ip: null } : {}),
    ...(index % 9 === 4 ? { enable_dhcp: false } : {}),
  };
}

function seedRouters(tenant: Tenant, options: SeedOptions, subnets: readonly SeededSubnet[]): number {
  const free = subnets.filter((subnet) => subnet.hasGateway);
  const [external] = tenant.list('networks', 'router:external=true');
  let interfaces = 0;
  for (let index = 0; index < options.routers; index += 1) {
    const gateway = external ? { external_gateway_info: { network_id: external.id } } : {};
    const name = `router-${numbered(index)}`;
    const router = tenant.create('routers', { name, ...(index % 3 < 2 ? gateway : {}) });
    const own = free.splice(0, INTERFACES_PER_ROUTER);
    for (const subnet of own) {
      tenant.act('routers', router.id, 'add_router_interface', { subnet_id: subnet.id });
      interfaces += 1;
    }
    const [first] = own;
    if (first && index % 2 === 0) {
      const routes = [{ destination: `198.51.${index & 255}.0/24`, nexthop: `${first.prefix}.9` }];
      tenant.update('routers', router.id, { routes });
    }
  }
  return interfaces;
}

function seedGroups(tenant: Tenant, options: SeedOptions): void {
  const groups: string[] = [];
  for (let index = 0; index < options.securityGroups; index += 1) {
    const group = tenant.create('security-groups', {
      name: `group-${numbered(index)}`,
      description: `Group ${index} of the tenant`,
      ...(index % 6 === 4 ? { stateful: false } : {}),
    });
    if (index % 4 === 0) tenant.setTags('security-groups', group.id, ['seeded']);
    groups.push(group.id);
    const other = groups.at(-2) ?? group.id;
    for (let number = 0; number < options.rulesPerGroup; number += 1) {
      tenant.create('security-group-rules', { security_group_id: group.id, ...ruleValues(number, other) });
    }
  }
}

/** Rules of one group, none of which says the same as another. */
function ruleValues(number: number, otherGroup: string): JsonObject {
  const port = 1000 + number;
  const base = {
    direction: number % 5 === 4 ? 'egress' : 'ingress',
    description: `Rule ${number}`,
    protocol: number % 3 === 2 ? 'udp' : 'tcp',
    port_range_min: port,
    port_range_max: port + (number % 4),
  };
  if (number % 4 === 3) return { ...base, remote_group_id: otherGroup };
  if (number % 7 === 6) return { ...base, ethertype: 'IPv6', remote_ip_prefix: 'fd00:10::/32' };
  return { ...base, remote_ip_prefix: `10.${number & 255}.0.0/16` };
}

function numbered(index: number): string {
  return String(index).padStart(4, '0');
}

/** Room for the seed and for as much again. */
function raiseQuotas(admin: Tenant, projectId: string, options: SeedOptions): void {
  const path = `/v2.0/quotas/${projectId}`;
  const limits = (admin.call('GET', path).body as { quota: Readonly<Record<string, number>> }).quota;
  const rules = options.securityGroups * (options.rulesPerGroup + 2);
  const needed: Readonly<Record<string, number>> = {
    network: options.networks * 2,
    subnet: options.networks * 2,
    port: options.routers * (INTERFACES_PER_ROUTER + 1) * 2,
    router: options.routers * 2,
    security_group: (options.securityGroups + 1) * 2,
    security_group_rule: (rules + 4) * 2,
  };
  const raised = Object.entries(needed).filter(([name, count]) => {
    const limit = limits[name] ?? -1;
    return limit >= 0 && limit < count;
  });
  if (raised.length > 0) admin.call('PUT', path, { quota: Object.fromEntries(raised) });
}
