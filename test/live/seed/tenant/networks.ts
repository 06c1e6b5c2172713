import type { NetworkSeed, SubnetSeed } from './types.ts';

/** An IPv4 subnet like most are. */
const v4 = (name: string, cidr: string, body: SubnetSeed['body'] = {}): SubnetSeed => ({
  name,
  body: { ip_version: 4, cidr, ...body },
});

/** An IPv6 subnet whose addresses and router advertisements work as `mode` says. */
const v6 = (name: string, cidr: string, mode?: string, body: SubnetSeed['body'] = {}): SubnetSeed => ({
  name,
  body: { ip_version: 6, cidr, ...(mode && { ipv6_ra_mode: mode, ipv6_address_mode: mode }), ...body },
});

/** Networks whose fields are the point. */
const ordinary: readonly NetworkSeed[] = [
  {
    name: 'app-frontend',
    body: { description: 'Load balancers and web servers', mtu: 1400 },
    tags: ['env:prod', 'tier=web', 'a tag; with blanks'],
    subnets: [
      v4('app-frontend-v4', '10.10.1.0/24', {
        description: 'Addresses of the web tier',
        allocation_pools: [
          { start: '10.10.1.150', end: '10.10.1.199' },
          { start: '10.10.1.20', end: '10.10.1.99' },
        ],
        dns_nameservers: ['9.9.9.9', '149.112.112.112', '10.0.0.53'],
        host_routes: [
          { destination: '10.99.0.0/16', nexthop: '10.10.1.3' },
          { destination: '10.98.0.0/16', nexthop: '10.10.1.2' },
        ],
      }),
      v6('app-frontend-v6', 'fd10:0:0:1::/64', 'slaac'),
    ],
  },
  {
    name: 'app-backend',
    body: { description: 'Application servers', dns_domain: 'backend.example.' },
    tags: ['env:prod'],
    subnets: [
      v4('app-backend-blue', '10.10.2.0/24'),
      v4('app-backend-green', '10.10.3.0/24', { gateway_ip: '10.10.3.254' }),
      v6('app-backend-v6', 'fd10:0:0:2::/64', 'dhcpv6-stateful', {
        dns_nameservers: ['2620:fe::fe', '2620:fe::9'],
        allocation_pools: [{ start: 'fd10:0:0:2::1000', end: 'fd10:0:0:2::1fff' }],
        host_routes: [{ destination: 'fd99::/32', nexthop: 'fd10:0:0:2::9' }],
      }),
      v6('app-backend-v6-stateless', 'fd10:0:0:3::/64', 'dhcpv6-stateless'),
    ],
  },
  {
    name: 'database',
    body: { description: 'No way out: neither gateway nor DHCP' },
    subnets: [v4('database-v4', '10.10.4.0/26', { gateway_ip: null, enable_dhcp: false })],
  },
  {
    name: 'firewall-inside',
    body: { port_security_enabled: false, description: 'The appliance forwards what is not its own' },
    subnets: [v4('firewall-inside-v4', '192.168.100.0/28')],
  },
  { name: 'switched-off', body: { admin_state_up: false }, subnets: [v4('switched-off-v4', '10.10.5.0/24')] },
  { name: 'bare', body: { description: 'A network without a subnet' } },
  { name: 'small-frames', body: { mtu: 576 }, subnets: [v4('small-frames-v4', '10.10.6.0/30')] },
  {
    name: 'v6-only',
    body: { mtu: 1280 },
    subnets: [
      v6('v6-only-a', 'fd10:0:0:a::/64', 'slaac'),
      v6('v6-only-b', 'fd10:0:0:b::/64', 'slaac'),
      v6('v6-only-static', 'fd10:0:0:c::/80', undefined, { enable_dhcp: false }),
    ],
  },
  {
    name: 'transit',
    subnets: [
      v4('transit-v4', '100.64.0.0/29', { enable_dhcp: false }),
      v6('transit-v6', 'fd10:0:0:f::/127', undefined, { enable_dhcp: false, gateway_ip: null }),
    ],
  },
  { name: 'storage', tags: ['jumbo'], subnets: [v4('storage-v4', '10.20.0.0/16', { gateway_ip: null })] },
  {
    name: 'multi-line',
    body: { description: 'First line\n  second line, indented\n\ttabbed: "quoted" \\ and \'single\'' },
  },
  { name: 'long-description', body: { description: 'd'.repeat(255) } },
];

/** Networks that hang on things which are not the tenant's own. */
const dependent: readonly NetworkSeed[] = [
  { name: 'limited', qosPolicy: 'gold', subnets: [v4('limited-v4', '10.10.7.0/24')] },
  {
    name: 'shared-with-partner',
    sharedWith: 'partner',
    subnets: [v4('shared-with-partner-v4', '10.10.8.0/24')],
  },
  {
    name: 'from-the-pool',
    subnets: [
      { ...v4('from-the-pool-v4', '10.200.16.0/24'), pool: 'shared-pool-v4' },
      { ...v6('from-the-pool-v6', 'fd20:0:0:10::/64'), pool: 'shared-pool-v6' },
    ],
  },
  {
    name: 'vlan-105',
    byAdmin: true,
    body: {
      'provider:network_type': 'vlan',
      'provider:physical_network': 'physnet1',
      'provider:segmentation_id': 105,
      description: 'A VLAN that the administrator gave to the tenant',
    },
    subnets: [v4('vlan-105-v4', '10.105.0.0/24')],
  },
  {
    name: 'service-types',
    subnets: [
      v4('service-types-any', '10.10.9.0/25'),
      {
        ...v4('service-types-compute', '10.10.9.128/25', { service_types: ['compute:nova'] }),
        byAdmin: true,
      },
    ],
  },
];

/** Names that break what is quoted, matched, templated or parsed carelessly. Each has a subnet of the same name. */
const difficultNames: readonly string[] = [
  'two words',
  ' blank at both ends ',
  'net "quoted"',
  "it's a network",
  'dc1/rack2/net',
  '..',
  'net.*[0-9]+(test)?$',
  'back\\slash',
  'key: value',
  '# not a comment',
  '{{ not_a_template }}',
  '100%',
  '- item',
  'yes',
  '1234',
  '1e3',
  'null',
  '2024-01-01',
  'a&b=c?d#e',
  'сеть-разработки',
  '網路-測試',
  'شبكة',
  'Grün-Öffentlich-é',
  `long-${'n'.repeat(250)}`,
];

const difficult = difficultNames.map((name, index): NetworkSeed => ({
  name,
  tags: index % 3 === 0 ? [name.slice(0, 60).trim().replaceAll(',', ' ')] : [],
  subnets: [v4(name, `10.30.${index}.0/24`)],
}));

/** The tenant's networks with their subnets. */
export const networks: readonly NetworkSeed[] = [...ordinary, ...dependent, ...difficult];
