import type { RouterSeed } from './types.ts';

/** The tenant's routers, their interfaces and static routes. Interfaces are made in this order. */
export const routers: readonly RouterSeed[] = [
  {
    name: 'edge',
    body: { description: 'The way out of everything' },
    tags: ['env:prod', 'critical'],
    gateway: {},
    interfaces: [
      { subnet: 'app-frontend-v4' },
      { subnet: 'app-frontend-v6' },
      { subnet: 'app-backend-blue' },
      { subnet: 'app-backend-green' },
      { subnet: 'transit-v4' },
    ],
    routes: [
      { destination: '10.77.0.0/16', nexthop: '10.10.1.9' },
      { destination: '10.78.0.0/16', nexthop: '10.10.2.9' },
      { destination: '172.16.0.0/12', nexthop: '100.64.0.2' },
    ],
  },
  {
    name: 'inside',
    body: { description: 'Joins the tiers; on subnets that the edge serves too, at addresses of its own' },
    interfaces: [
      { subnet: 'transit-v4', address: '100.64.0.2' },
      { subnet: 'limited-v4' },
      { subnet: 'database-v4', address: '10.10.4.1' },
      { subnet: 'storage-v4', address: '10.20.0.254' },
    ],
    routes: [{ destination: '0.0.0.0/0', nexthop: '100.64.0.1' }],
  },
  {
    name: 'v6',
    interfaces: [
      { subnet: 'v6-only-a' },
      { subnet: 'v6-only-b' },
      { subnet: 'app-backend-v6', address: 'fd10:0:0:2::fe' },
    ],
    routes: [
      { destination: 'fd77::/32', nexthop: 'fd10:0:0:2::9' },
      { destination: '::/0', nexthop: 'fd10:0:0:2::1' },
    ],
  },
  { name: 'no-snat', gateway: { enable_snat: false }, interfaces: [{ subnet: 'shared-with-partner-v4' }] },
  { name: 'fixed-gateway', gateway: { lastOctet: 77 }, interfaces: [{ subnet: 'service-types-any' }] },
  { name: 'both', gateway: { enable_snat: false, lastOctet: 78 }, tags: ['bgp'] },
  {
    name: 'switched-off router',
    body: { admin_state_up: false },
    interfaces: [{ subnet: 'switched-off-v4' }],
  },
  { name: 'unconnected', body: { description: 'No gateway, no interface' } },
  {
    name: 'router "дом"/.*',
    gateway: {},
    interfaces: [{ subnet: 'сеть-разработки' }, { subnet: 'net "quoted"' }],
  },
  {
    name: 'second way out',
    gateway: {},
    interfaces: [{ subnet: 'app-frontend-v4', address: '10.10.1.254' }],
  },
];
