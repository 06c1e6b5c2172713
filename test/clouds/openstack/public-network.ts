import { formatIp } from './neutron/address/ip.ts';
import { parseCidr } from './neutron/address/cidr.ts';
import type { PublicNetwork } from './options.ts';
import type { Tenant } from './tenant.ts';

/** Makes the external network that routers of every project lead to; none in a cloud that does not know of such. */
export function makePublicNetwork(
  admin: Tenant,
  { name, cidr }: PublicNetwork,
  extensions: ReadonlySet<string>,
): void {
  if (!extensions.has('external-net')) return;
  const prefix = parseCidr(cidr);
  if (!prefix) throw new Error(`The public network's '${cidr}' is no prefix.`);
  const at = (number: bigint): string => formatIp({ version: prefix.version, value: prefix.first + number });
  const network = admin.create('networks', {
    name,
    'router:external': true,
    ...(extensions.has('provider')
      ? { 'provider:network_type': 'flat', 'provider:physical_network': 'public' }
      : {}),
  });
  admin.create('subnets', {
    name: `${name}-subnet`,
    network_id: network.id,
    ip_version: prefix.version,
    cidr,
    gateway_ip: at(1n),
    enable_dhcp: false,
    allocation_pools: [{ start: at(10n), end: at(prefix.last - prefix.first - 5n) }],
  });
}
