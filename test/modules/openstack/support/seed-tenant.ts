import type { LoopbackCloud, Tenant } from '../../../clouds/openstack/cloud.ts';
import type { Resource } from '../../../clouds/openstack/tenant.ts';

/** Names that files, URLs and filters may stumble over. */
export const ODD_NAMES = [
  'dc1/rack2/net',
  'net "quoted"',
  "it's a network",
  'net.*[0-9]+(test)?$',
  'сеть-разработки',
  '網路-測試',
  ' blank at both ends ',
  'key: value',
  '# not a comment',
  '- item',
  'yes',
  '1234',
  'null',
  '{{ not_a_template }}',
  '100%',
  '..',
] as const;

/** What a provider offers its tenants in every cloud. */
export function seedProvider(cloud: LoopbackCloud): Resource {
  return cloud.tenant('admin', 'admin').create('qos/policies', { name: 'gold', shared: true });
}

/** A tenant's network layer with some of everything that moves. */
export function seedTenant(cloud: LoopbackCloud): void {
  const tenant = cloud.tenant('src', 'src');
  const external = tenant.list('networks').find((network) => network['router:external'] === true);
  if (external === undefined) throw new Error('the loopback cloud has no external network');
  const gold = seedProvider(cloud);

  const front = tenant.create('networks', {
    name: 'front',
    description: 'web servers',
    mtu: 1400,
    dns_domain: 'front.example.',
    qos_policy_id: gold.id,
  });
  tenant.setTags('networks', front.id, ['tier:web', 'env:prod']);
  const back = tenant.create('networks', {
    name: 'back',
    port_security_enabled: false,
    admin_state_up: false,
  });
  for (const name of ODD_NAMES) tenant.create('networks', { name, description: `called ${name}` });

  const frontV4 = tenant.create('subnets', {
    name: 'v4',
    network_id: front.id,
    ip_version: 4,
    cidr: '10.0.0.0/24',
    allocation_pools: [
      { start: '10.0.0.100', end: '10.0.0.200' },
      { start: '10.0.0.10', end: '10.0.0.20' },
    ],
    dns_nameservers: ['9.9.9.9', '149.112.112.112'],
    host_routes: [{ destination: '10.9.0.0/16', nexthop: '10.0.0.5' }],
  });
  tenant.setTags('subnets', frontV4.id, ['v4']);
  const frontV6 = tenant.create('subnets', {
    name: 'v6',
    network_id: front.id,
    ip_version: 6,
    cidr: 'fd00::/64',
    ipv6_address_mode: 'slaac',
    ipv6_ra_mode: 'slaac',
  });
  const backV4 = tenant.create('subnets', {
    name: 'v4',
    network_id: back.id,
    ip_version: 4,
    cidr: '10.1.0.0/24',
    gateway_ip: null,
    enable_dhcp: false,
  });

  const edge = tenant.create('routers', {
    name: 'edge',
    description: 'way out',
    external_gateway_info: { network_id: external.id },
  });
  tenant.setTags('routers', edge.id, ['r']);
  tenant.act('routers', edge.id, 'add_router_interface', { subnet_id: frontV4.id });
  tenant.act('routers', edge.id, 'add_router_interface', { subnet_id: frontV6.id });
  connectByPort(tenant, edge.id, back.id, backV4.id, '10.1.0.254');
  tenant.update('routers', edge.id, {
    routes: [
      { destination: '10.77.0.0/16', nexthop: '10.0.0.9' },
      { destination: '10.78.0.0/16', nexthop: '10.1.0.9' },
    ],
  });
  tenant.create('routers', { name: 'alone', admin_state_up: false });

  seedGroups(tenant);
}

function connectByPort(
  tenant: Tenant,
  router: string,
  network: string,
  subnet: string,
  address: string,
): void {
  const port = tenant.create('ports', {
    network_id: network,
    fixed_ips: [{ subnet_id: subnet, ip_address: address }],
  });
  tenant.act('routers', router, 'add_router_interface', { port_id: port.id });
}

function seedGroups(tenant: Tenant): void {
  const web = tenant.create('security-groups', { name: 'web', description: 'front', stateful: false });
  tenant.setTags('security-groups', web.id, ['tier:web']);
  const db = tenant.create('security-groups', { name: 'db', description: '' });
  for (const rule of tenant.list('security-group-rules', `security_group_id=${db.id}`)) {
    tenant.remove('security-group-rules', rule.id);
  }
  const rule = (group: string, values: object) =>
    tenant.create('security-group-rules', { security_group_id: group, direction: 'ingress', ...values });
  rule(web.id, { protocol: 'tcp', port_range_min: 80, port_range_max: 443, remote_ip_prefix: '0.0.0.0/0' });
  rule(web.id, { protocol: 'icmp', port_range_min: 8, port_range_max: 0, description: 'ping' });
  rule(web.id, { protocol: 'ipv6-icmp', ethertype: 'IPv6' });
  rule(web.id, { protocol: '47', remote_ip_prefix: '10.0.0.0/8' });
  rule(web.id, { remote_group_id: web.id });
  rule(db.id, { protocol: 'tcp', port_range_min: 5432, port_range_max: 5432, remote_group_id: web.id });
  rule(web.id, { protocol: 'tcp', port_range_min: 5432, port_range_max: 5432, remote_group_id: db.id });
  const own = tenant.list('security-groups').find(({ name }) => name === 'default');
  if (own !== undefined) rule(own.id, { protocol: 'tcp', port_range_min: 22, port_range_max: 22 });
}
