import { randomBytes } from 'node:crypto';
import { makeKeyPair } from '../../clouds/hosts/keys.ts';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { at } from '../../clouds/contract/words.ts';
import { handOf, type Hand } from './hand.ts';

/** Kinds that are moved before servers are. */
export const SURROUNDING_KINDS = [
  ...['networks', 'subnets', 'routers', 'router_interfaces', 'security_groups', 'security_group_rules'],
  ...['keypairs', 'server_groups', 'images'],
].join(',');

const NETWORKS = [
  ['app-net', '10.10.0'],
  ['data-net', '10.20.0'],
] as const;

/** Images by name: what hypervisors make of a guest's disks depends on their properties. */
const IMAGES = {
  guest: {},
  'guest-uefi': {
    hw_firmware_type: 'uefi',
    hw_machine_type: 'q35',
    hw_disk_bus: 'scsi',
    hw_scsi_model: 'virtio-scsi',
    os_secure_boot: 'optional',
  },
} as const;

/** What servers need around them, in the project `src`: networks with a router, a group, a key, images. */
export function seedSurroundings(cloud: LoopbackCloud): void {
  const tenant = cloud.tenant('src', 'src');
  const hand = handOf(cloud, 'src', 'src');
  const [external] = tenant.list('networks', 'router:external=true');
  const gateway = { external_gateway_info: { network_id: external!.id } };
  const router = tenant.create('routers', { name: 'edge', ...gateway });
  for (const [name, prefix] of NETWORKS) {
    const network = tenant.create('networks', { name });
    const values = { network_id: network.id, name: `${name}-v4`, ip_version: 4, cidr: `${prefix}.0/24` };
    const subnet = tenant.create('subnets', values);
    tenant.act('routers', router.id, 'add_router_interface', { subnet_id: subnet.id });
  }
  const group = tenant.create('security-groups', { name: 'web', description: 'Web servers' });
  for (const port of [22, 80]) {
    tenant.create('security-group-rules', {
      security_group_id: group.id,
      ...{ direction: 'ingress', protocol: 'tcp', port_range_min: port, port_range_max: port },
    });
  }
  const keypair = { name: 'ops', public_key: makeKeyPair().publicKey };
  hand.call('compute', 'POST', '/os-keypairs', { keypair });
  hand.call('compute', 'POST', '/os-server-groups', {
    server_group: { name: 'apart', policy: 'soft-anti-affinity' },
  });
  for (const [name, properties] of Object.entries(IMAGES)) seedImage(hand, name, properties);
}

function seedImage(hand: Hand, name: string, properties: object): void {
  const values = { name, disk_format: 'raw', container_format: 'bare', min_disk: 1, ...properties };
  const { id } = hand.call('image', 'POST', '/images', values);
  hand.call('image', 'PUT', `/images/${String(id)}/file`, randomBytes(3 << 20));
}

/** What an operator makes on both clouds: a flavor with disks of its own, and a type of volumes. */
export function seedForOperators(cloud: LoopbackCloud): void {
  const hand = handOf(cloud, 'admin', 'admin');
  const flavor = { name: 'local-disks', ram: 512, vcpus: 1, disk: 1, swap: 64, id: 'local-disks' };
  hand.call('compute', 'POST', '/flavors', { flavor: { ...flavor, 'OS-FLV-EXT-DATA:ephemeral': 1 } });
  hand.call('volume', 'POST', '/types', { volume_type: { name: 'fast' } });
}

/** The id of what has this name in a list of the API. */
export function idNamed(
  hand: Hand,
  service: 'compute' | 'network' | 'image',
  path: string,
  name: string,
): string {
  const body = hand.call(service, 'GET', path);
  const list = Object.values(body).find(Array.isArray) as readonly unknown[];
  const wrapped = list.map((each) => at(each, 'keypair') ?? each);
  const found = wrapped.find((each) => at(each, 'name') === name);
  if (found === undefined) throw new Error(`There is nothing called '${name}' at ${path}.`);
  return String(at(found, 'id'));
}
