import type { Resource } from './cloud.ts';
import { byName, ensure, need } from './ensure.ts';
import type { Writers } from './seed-networks.ts';
import type { Surroundings } from './surroundings.ts';
import type { InterfaceSeed, RouterSeed } from './tenant/types.ts';

interface FixedIp {
  readonly subnet_id: string;
  readonly ip_address: string;
}

/** Makes what is missing of the routers: first themselves, then their interfaces one by one, then their static routes. */
export async function seedRouters(
  writers: Writers,
  seeds: readonly RouterSeed[],
  subnets: ReadonlyMap<string, Resource>,
  surroundings: Surroundings,
): Promise<void> {
  const { tenant } = writers;
  const [routers, ports] = await Promise.all([tenant.own('routers').then(byName), tenant.own('ports')]);
  await Promise.all(
    seeds.map(async (seed) => {
      const router = await seedRouter(writers, seed, routers.get(seed.name), surroundings);
      const addresses = ports.filter((port) => port['device_id'] === router.id).flatMap(fixedIps);
      for (const wanted of seed.interfaces ?? []) {
        const subnet = need(subnets, wanted.subnet, 'subnet');
        if (!isConnected(addresses, subnet, wanted)) await addInterface(writers, router, subnet, wanted);
      }
      if (seed.routes) await ensure(tenant, 'routers', router, { routes: seed.routes }, seed.tags);
    }),
  );
}

async function seedRouter(
  { tenant, admin }: Writers,
  seed: RouterSeed,
  found: Resource | undefined,
  { publicNetwork, publicSubnet }: Surroundings,
): Promise<Resource> {
  const body = { name: seed.name, ...seed.body };
  if (!seed.gateway) return ensure(tenant, 'routers', found, body, seed.tags);
  const { lastOctet, ...flags } = seed.gateway;
  const address = String(publicSubnet['cidr']).replace(/\d+\/\d+$/, String(lastOctet));
  const gateway = {
    network_id: publicNetwork.id,
    ...flags,
    ...(lastOctet !== undefined && {
      external_fixed_ips: [{ subnet_id: publicSubnet.id, ip_address: address }],
    }),
  };
  const needsAdmin = Object.keys(gateway).length > 1;
  const owner = needsAdmin ? { project_id: tenant.projectId } : {};
  const cloud = needsAdmin ? admin : tenant;
  return ensure(cloud, 'routers', found, { ...body, ...owner, external_gateway_info: gateway }, seed.tags);
}

/** Boundary: a port's addresses, API reference "Show port details". */
const fixedIps = (port: Resource): FixedIp[] => port['fixed_ips'] as FixedIp[];

const isConnected = (addresses: readonly FixedIp[], subnet: Resource, wanted: InterfaceSeed): boolean =>
  addresses.some(
    (one) =>
      one.subnet_id === subnet.id && (wanted.address === undefined || one.ip_address === wanted.address),
  );

async function addInterface(
  { tenant }: Writers,
  router: Resource,
  subnet: Resource,
  wanted: InterfaceSeed,
): Promise<void> {
  const path = `routers/${router.id}/add_router_interface`;
  if (wanted.address === undefined) {
    await tenant.write('PUT', path, { subnet_id: subnet.id });
    return;
  }
  const port = await ensure(tenant, 'ports', undefined, {
    network_id: subnet['network_id'],
    fixed_ips: [{ subnet_id: subnet.id, ip_address: wanted.address }],
  });
  await tenant.write('PUT', path, { port_id: port.id });
}
