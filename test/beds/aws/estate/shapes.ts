/** VPCs of many shapes, as data: what build-vpc.ts makes, and what discovery.yaml says of it. */
import type { RouteShape, VpcShape } from './estate.types.ts';

export const ROLE = 'aviatrix-role-app';
/** Owns the transit gateways and the first VPCs. */
export const HUB = '210987654321';
export const FIRST = '111111111111';
export const SECOND = '222222222222';

const east = { account: FIRST, region: 'us-east-1' };
const west = { account: SECOND, region: 'us-west-2' };

const toTransit: RouteShape = { to: '10.0.0.0/8', by: 'transit' };
const toInternet: RouteShape = { to: '0.0.0.0/0', by: 'internet' };

export const shapes: readonly VpcShape[] = [
  {
    name: 'plain',
    ...east,
    cidr: '10.10.0.0/16',
    gateways: '10.110.0.0/24',
    has: ['internet', 'nat', 'transit', 's3'],
    subnets: [
      { name: 'public-a', cidr: '10.10.0.0/24', zone: 'a', table: 'public' },
      { name: 'public-b', cidr: '10.10.1.0/24', zone: 'b', table: 'public' },
      { name: 'private-a', cidr: '10.10.10.0/24', zone: 'a', table: 'private' },
      { name: 'private-b', cidr: '10.10.11.0/24', zone: 'b', table: 'private' },
      { name: 'follows-main', cidr: '10.10.12.0/24', zone: 'c' },
    ],
    tables: [
      { name: 'main', routes: [toTransit] },
      { name: 'public', routes: [toInternet] },
      {
        name: 'private',
        routes: [{ to: '0.0.0.0/0', by: 'nat' }, toTransit, { to: '192.168.0.0/16', by: 'transit' }],
        endpoints: ['s3'],
      },
      { name: 'unused', routes: [] },
    ],
  },
  {
    name: 'closed',
    ...east,
    cidr: '10.20.0.0/16',
    gateways: '10.120.0.0/24',
    has: ['transit'],
    subnets: [
      { name: 'a', cidr: '10.20.0.0/24', zone: 'a' },
      { name: 'b', cidr: '10.20.1.0/24', zone: 'b' },
      { name: 'c', cidr: '10.20.2.0/24', zone: 'c' },
    ],
    tables: [{ name: 'main', routes: [{ to: '0.0.0.0/0', by: 'transit' }] }],
  },
  {
    name: 'peered',
    ...east,
    cidr: '10.30.0.0/16',
    gateways: '10.130.0.0/24',
    has: ['internet', 'transit', 'peering'],
    peer: 'plain',
    subnets: [
      { name: 'mixed', cidr: '10.30.0.0/24', zone: 'a', table: 'mixed' },
      { name: 'inner', cidr: '10.30.1.0/24', zone: 'b', table: 'inner' },
    ],
    tables: [
      { name: 'main', routes: [] },
      { name: 'mixed', routes: [toInternet, { to: '10.10.0.0/16', by: 'peering' }, toTransit] },
      { name: 'inner', routes: [{ to: '172.16.0.0/12', by: 'peering' }, toTransit] },
    ],
  },
  {
    name: 'office',
    ...east,
    cidr: '10.40.0.0/16',
    secondary: ['100.64.0.0/24', '10.41.0.0/20'],
    gateways: '10.140.0.0/24',
    has: ['vpn', 'transit'],
    subnets: [
      { name: 'a', cidr: '10.40.0.0/24', zone: 'a', table: 'own' },
      { name: 'b', cidr: '100.64.0.0/26', zone: 'b', table: 'own' },
      { name: 'attachment', cidr: '10.41.0.0/28', zone: 'a', table: 'attachment', isForTransit: true },
    ],
    tables: [
      { name: 'main', routes: [] },
      { name: 'own', routes: [{ to: '172.20.0.0/16', by: 'vpn' }, toTransit], isPropagated: true },
      { name: 'attachment', routes: [] },
    ],
  },
  {
    name: 'double',
    ...east,
    cidr: '10.50.0.0/16',
    gateways: '10.150.0.0/24',
    hasIpv6: true,
    has: ['internet', 'egress-only', 'transit', 'interface', 'prefix-list'],
    subnets: [
      { name: 'a', cidr: '10.50.0.0/24', zone: 'a', table: 'inner' },
      { name: 'b', cidr: '10.50.1.0/24', zone: 'b', table: 'outer' },
    ],
    tables: [
      { name: 'main', routes: [] },
      {
        name: 'inner',
        routes: [
          { to: '::/0', by: 'egress-only' },
          { to: 'prefix-list', by: 'transit' },
          { to: '198.51.100.0/24', by: 'interface' },
          toTransit,
        ],
      },
      { name: 'outer', routes: [toInternet, { to: '::/0', by: 'internet' }] },
    ],
  },
  {
    name: 'guarded',
    ...west,
    cidr: '10.60.0.0/16',
    gateways: '10.160.0.0/24',
    has: ['internet', 'transit', 'interface'],
    subnets: [
      { name: 'appliance', cidr: '10.60.0.0/24', zone: 'a', table: 'appliance' },
      { name: 'served', cidr: '10.60.1.0/24', zone: 'b', table: 'served' },
    ],
    tables: [
      { name: 'main', routes: [] },
      { name: 'appliance', routes: [toInternet] },
      { name: 'served', routes: [{ to: '0.0.0.0/0', by: 'interface' }, toTransit] },
      { name: 'ingress', routes: [{ to: '10.60.1.0/24', by: 'interface' }], isForInternetGateway: true },
    ],
  },
  {
    name: 'far',
    ...west,
    cidr: '10.70.0.0/16',
    secondary: ['10.71.0.0/16'],
    gateways: '10.170.0.0/24',
    has: ['internet', 'nat', 'transit', 's3'],
    subnets: [
      { name: 'public', cidr: '10.70.0.0/24', zone: 'a', table: 'public' },
      { name: 'a', cidr: '10.71.0.0/24', zone: 'a', table: 'private' },
      { name: 'b', cidr: '10.71.1.0/24', zone: 'b' },
    ],
    tables: [
      { name: 'main', routes: [{ to: '0.0.0.0/0', by: 'nat' }, toTransit] },
      { name: 'public', routes: [toInternet] },
      { name: 'private', routes: [{ to: '0.0.0.0/0', by: 'nat' }, toTransit], endpoints: ['s3'] },
    ],
  },
];
