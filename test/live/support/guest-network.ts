import type { Body } from '../seed/cloud.ts';
import type { Clients } from '../seed/whole/clients.ts';
import { waitFor } from './guests.ts';

/** A server that is wanted. */
export interface GuestWish {
  readonly name: string;
  /** How it comes to its root disk. */
  readonly from: 'image' | 'volume';
  /** `scsi` gives a root volume virtio-scsi instead of virtio-blk. */
  readonly bus?: 'virtio' | 'scsi';
  /** `kvm`, or nothing: a real guest. `nova`: a server of the hypervisor that only looks as if. */
  readonly zone?: 'kvm' | 'nova';
  /** The type of its root volume; what is usual if not said. */
  readonly volumeType?: string;
  /** Its address in the network; the cloud chooses if not said. */
  readonly fixedIp?: string;
  /** It has a second NIC, in the second network. */
  readonly hasTwoNics?: boolean;
  /** False: without a floating IP. */
  readonly isReachable?: boolean;
}

/** A server that runs, with its floating IP ('' without one) and its root volume ('' where it has none). */
export interface BootedServer {
  readonly id: string;
  readonly address: string;
  readonly root: string;
}

/** A network behind the cloud's external one, open for SSH and ping, in which guests are made. */
export interface GuestNetwork {
  readonly boot: (wish: GuestWish) => Promise<BootedServer>;
  /** Makes an empty volume of 1 GiB; it goes with the network. */
  readonly volume: (name: string, type?: string) => Promise<string>;
  /** Gives a volume to a server, and waits until it has it. */
  readonly attach: (server: string, volume: string) => Promise<void>;
  readonly statusOf: (kind: 'servers' | 'volumes', id: string, status: string) => Promise<void>;
  /** Deletes the network and all that was made with it. */
  readonly remove: () => Promise<void>;
}

/** Boundary: bodies of the services in which only the id counts. */
const idOf = (body: Body, key: string): string => (body[key] as { id: string }).id;

/** What the second network of guests is called. */
export const secondNetwork = (name: string): string => `${name}-second`;

/**
 * Makes the network of guests in a project; `name` keeps it apart from others'. With `hasSecond` there is another one,
 * which leads nowhere.
 */
export async function makeGuestNetwork(
  clients: Clients,
  name: string,
  { hasSecond = false } = {},
): Promise<GuestNetwork> {
  const call: Clients['call'] = (...request) => clients.call(...request);
  const undo: (() => Promise<unknown>)[] = [];
  /** They hold on to all else. */
  const servers: (() => Promise<unknown>)[] = [];
  const make = async (key: string, path: string, body: Body): Promise<string> => {
    const id = idOf(await call('network', 'POST', path, { [key]: body }), key);
    undo.push(() => call('network', 'DELETE', `${path}/${id}`, undefined, [404]));
    return id;
  };
  const named = async (
    service: 'network' | 'image' | 'compute',
    path: string,
    key: string,
    wanted: string,
  ): Promise<string> => {
    // Boundary: a list.
    const list = (await call(service, 'GET', path))[key] as readonly { id: string; name: string }[];
    const found = list.find((one) => one.name === wanted);
    if (!found) throw new Error(`The cloud has no ${wanted} among its ${key}.`);
    return found.id;
  };
  const [external, image, flavor] = await Promise.all([
    named('network', '/networks?router:external=True', 'networks', 'public'),
    named('image', '/images?name=tiny', 'images', 'tiny'),
    named('compute', '/flavors', 'flavors', 'm1.nano'),
  ]);
  const network = await make('network', '/networks', { name });
  const subnet = await make('subnet', '/subnets', {
    name,
    network_id: network,
    ip_version: 4,
    cidr: '10.77.0.0/24',
  });
  const router = await make('router', '/routers', { name, external_gateway_info: { network_id: external } });
  await call('network', 'PUT', `/routers/${router}/add_router_interface`, { subnet_id: subnet });
  undo.push(() =>
    call('network', 'PUT', `/routers/${router}/remove_router_interface`, { subnet_id: subnet }, [404]),
  );
  const second = hasSecond ? await make('network', '/networks', { name: secondNetwork(name) }) : '';
  if (hasSecond)
    await make('subnet', '/subnets', {
      name: secondNetwork(name),
      network_id: second,
      ip_version: 4,
      cidr: '10.78.0.0/24',
      gateway_ip: null,
    });
  const group = await make('security_group', '/security-groups', { name });
  for (const rule of [{ protocol: 'tcp', port_range_min: 22, port_range_max: 22 }, { protocol: 'icmp' }])
    await call('network', 'POST', '/security-group-rules', {
      security_group_rule: { security_group_id: group, direction: 'ingress', ethertype: 'IPv4', ...rule },
    });

  const statusOf = async (kind: 'servers' | 'volumes', id: string, status: string): Promise<void> => {
    const service = kind === 'servers' ? 'compute' : 'volume';
    await waitFor(`${id} is not ${status}`, async () => {
      // Boundary: a server or a volume.
      const one = (await call(service, 'GET', `/${kind}/${id}`))[kind.slice(0, -1)] as Body;
      if (String(one['status']).toUpperCase() === 'ERROR')
        throw new Error(`${id} failed: ${JSON.stringify(one['fault'])}`);
      return one['status'] === status ? true : undefined;
    });
  };
  const isGone = (service: 'volume' | 'compute', path: string): Promise<boolean> =>
    waitFor(`${path} is still there`, async () =>
      'itemNotFound' in (await call(service, 'GET', path, undefined, [404])) ? true : undefined,
    );
  const volume = async (title: string, further: Body): Promise<string> => {
    const body = { name: title, size: 1, ...further };
    const id = idOf(await call('volume', 'POST', '/volumes', { volume: body }), 'volume');
    undo.push(async () => {
      await call('volume', 'DELETE', `/volumes/${id}`, undefined, [404]);
      await isGone('volume', `/volumes/${id}`);
    });
    await statusOf('volumes', id, 'available');
    return id;
  };
  const rootVolume = async ({ name: title, bus = 'virtio', volumeType }: GuestWish): Promise<string> => {
    const root = await volume(title, { imageRef: image, ...(volumeType && { volume_type: volumeType }) });
    await call('volume', 'POST', `/volumes/${root}/action`, {
      'os-set_image_metadata': {
        metadata: { hw_disk_bus: bus, ...(bus === 'scsi' ? { hw_scsi_model: 'virtio-scsi' } : {}) },
      },
    });
    return root;
  };
  const portOf = (title: string, network_id: string, fixedIp?: string): Promise<string> =>
    make('port', '/ports', {
      name: title,
      network_id,
      security_groups: [group],
      ...(fixedIp === undefined ? {} : { fixed_ips: [{ ip_address: fixedIp }] }),
    });
  const floatingIp = async (port: string): Promise<string> => {
    const body = { floating_network_id: external, port_id: port };
    const made = (await call('network', 'POST', '/floatingips', { floatingip: body }))['floatingip'];
    // Boundary: a floating IP.
    const { id, floating_ip_address: address } = made as { id: string; floating_ip_address: string };
    undo.push(() => call('network', 'DELETE', `/floatingips/${id}`, undefined, [404]));
    return address;
  };

  return {
    statusOf,
    volume: (title, type) => volume(title, type === undefined ? {} : { volume_type: type }),
    async attach(server, volumeId) {
      const path = `/servers/${server}/os-volume_attachments`;
      await call('compute', 'POST', path, { volumeAttachment: { volumeId } });
      await statusOf('volumes', volumeId, 'in-use');
    },
    async boot(wish) {
      const { name: title, from, zone = 'kvm', fixedIp, hasTwoNics, isReachable = true } = wish;
      const root = from === 'volume' ? await rootVolume(wish) : '';
      const port = await portOf(title, network, fixedIp);
      const further = hasTwoNics === true ? [await portOf(`${title}-second`, second)] : [];
      const mapping = { boot_index: 0, uuid: root, source_type: 'volume', destination_type: 'volume' };
      const server = {
        name: title,
        flavorRef: flavor,
        availability_zone: zone,
        networks: [port, ...further].map((one) => ({ port: one })),
        ...(from === 'image' ? { imageRef: image } : { block_device_mapping_v2: [mapping] }),
      };
      const id = idOf(await call('compute', 'POST', '/servers', { server }), 'server');
      servers.push(async () => {
        await call('compute', 'DELETE', `/servers/${id}`, undefined, [404]);
        await isGone('compute', `/servers/${id}`);
      });
      const address = isReachable ? await floatingIp(port) : '';
      await statusOf('servers', id, 'ACTIVE');
      return { id, address, root };
    },
    async remove() {
      for (const step of [...servers, ...undo.toReversed()]) await step();
    },
  };
}
