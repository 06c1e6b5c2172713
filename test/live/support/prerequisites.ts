import type { Cloud } from '../seed/cloud.ts';
import type { FileRecord, KindName } from './workspace.ts';

/** Boundary: references of export files. */
interface Reference {
  readonly name: string;
}
interface Address {
  readonly ip_address: string;
  readonly subnet_ref: Reference;
}

/**
 * Makes what records of networks' and interfaces' files refer to and do not contain: a file that was cut short refers
 * to networks that a user would have exported with it.
 */
export async function makePrerequisites(
  cloud: Cloud,
  records: (kind: KindName) => Promise<readonly FileRecord[]>,
): Promise<void> {
  const [networks, subnets, interfaces] = await Promise.all([
    records('networks'),
    records('subnets'),
    records('router_interfaces'),
  ]);
  const own = new Set(networks.map(({ params }) => params['name']));
  const missing = [...subnets, ...interfaces]
    .map(({ params }) => (params['network_ref'] as Reference).name)
    .filter((name) => !own.has(name));
  const ids = new Map<string, unknown>();
  for (const name of new Set(missing)) {
    const { network } = await cloud.write('POST', 'networks', { network: { name } });
    ids.set(name, (network as { id: string }).id);
  }
  for (const { params } of interfaces) {
    const [address] = params['fixed_ips_refs'] as readonly Address[];
    if (address === undefined) continue;
    const { ip_address: gateway, subnet_ref: subnet } = address;
    const body = {
      name: subnet.name,
      network_id: ids.get((params['network_ref'] as Reference).name),
      ip_version: 4,
      cidr: gateway.replace(/\d+$/, '0/24'),
      gateway_ip: gateway,
    };
    await cloud.write('POST', 'subnets', { subnet: body });
  }
}
