import type { CloudReply, CloudRequest, JsonObject } from '../http/exchange.ts';
import { bitsOf } from './address/ip.ts';
import { rangeOf } from './address/pools.ts';
import type { Context } from './context.ts';
import { httpNotFound, refuse } from './errors.ts';
import { qosRuleAttributes } from './attributes/qos.ts';
import { networkKind } from './resources/network.ts';
import { storedCidr } from './resources/network.ts';
import type { Network, Subnet } from './rows.ts';

interface ReadOnly {
  readonly collection: string;
  readonly extension: string;
  readonly items: (context: Context) => JsonObject[];
}

const PROVIDERS = ['dvrha', 'dvr', 'ha', 'single_node'];
/** What the usual drivers can do for packets. */
const RULE_TYPES = ['bandwidth_limit', 'dscp_marking'];

/** Lists that nobody can change by this API, by their paths. There are no agents, and so there are no zones. */
const LISTS: Readonly<Record<string, ReadOnly>> = {
  agents: { collection: 'agents', extension: 'agent', items: () => [] },
  availability_zones: { collection: 'availability_zones', extension: 'availability_zone', items: () => [] },
  flavors: { collection: 'flavors', extension: 'flavors', items: () => [] },
  service_profiles: { collection: 'service_profiles', extension: 'flavors', items: () => [] },
  'service-providers': {
    collection: 'service_providers',
    extension: 'service-type',
    items: () => PROVIDERS.map((name) => ({ service_type: 'L3_ROUTER_NAT', name, default: false })),
  },
  'qos/rule-types': {
    collection: 'rule_types',
    extension: 'qos',
    items: () =>
      Object.keys(qosRuleAttributes)
        .filter((type) => RULE_TYPES.includes(type))
        .map((type) => ({ type })),
  },
  floatingip_pools: { collection: 'floatingip_pools', extension: 'floatingip-pools', items: floatingPools },
  'network-ip-availabilities': {
    collection: 'network_ip_availabilities',
    extension: 'network-ip-availability',
    items: ({ state, who, ...rest }) =>
      who.isAdmin
        ? state.networks.all().map((network) => availability(network, { state, who, ...rest }))
        : [],
  },
};

/** `GET` of a list that nobody can change, or of one of its items; nothing if the path means something else. */
export function answerReadOnly(
  parts: readonly string[],
  request: CloudRequest,
  context: Context,
): CloudReply | undefined {
  const two = parts.slice(0, 2).join('/');
  const path = two in LISTS ? two : (parts[0] ?? '');
  const list = LISTS[path];
  if (!list || !context.state.extensions.has(list.extension)) return undefined;
  if (request.method !== 'GET') {
    throw refuse(
      405,
      'HTTPMethodNotAllowed',
      'The server could not comply with the request since it is either malformed or otherwise incorrect.',
    );
  }
  const items = list.items(context);
  const id = parts[path.split('/').length];
  if (id === undefined) return { status: 200, body: { [list.collection]: items } };
  const item = items.find((each) => (each['network_id'] ?? each['id']) === id);
  if (!item) throw httpNotFound();
  return { status: 200, body: { [list.collection.replace(/ies$/, 'y').replace(/s$/, '')]: item } };
}

function floatingPools(context: Context): JsonObject[] {
  const { state, who } = context;
  return state.networks
    .all()
    .filter((network) => network.external && (who.isAdmin || networkKind.isVisible(network, context)))
    .flatMap((network) => state.subnets.by('network', network.id))
    .filter((subnet) => subnet.ip_version === 4)
    .map((subnet) => ({
      subnet_id: subnet.id,
      subnet_name: subnet.name,
      tenant_id: who.projectId,
      network_id: subnet.network_id,
      cidr: subnet.cidr,
      project_id: who.projectId,
    }));
}

function availability(network: Network, context: Context): JsonObject {
  const subnets = context.state.subnets
    .by('network', network.id)
    .map((subnet) => subnetAvailability(subnet, context));
  const total = (name: string): number => subnets.reduce((sum, each) => sum + Number(each[name]), 0);
  return {
    network_id: network.id,
    network_name: network.name,
    tenant_id: network.tenant_id,
    project_id: network.tenant_id,
    subnet_ip_availability: subnets,
    total_ips: total('total_ips'),
    used_ips: total('used_ips'),
  };
}

function subnetAvailability(subnet: Subnet, { state }: Context): JsonObject {
  const pools = subnet.allocation_pools
    .map(rangeOf)
    .reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  const cidr = storedCidr(subnet.cidr);
  const whole = 1n << BigInt(bitsOf(cidr.version) - cidr.prefix);
  return {
    subnet_id: subnet.id,
    ip_version: subnet.ip_version,
    cidr: subnet.cidr,
    subnet_name: subnet.name,
    used_ips: state.ports
      .by('subnet', subnet.id)
      .flatMap((port) => port.fixed_ips)
      .filter((ip) => ip.subnet_id === subnet.id).length,
    total_ips: Number(pools === 0n ? whole : pools),
  };
}
