import { at } from '../../clouds/contract/words.ts';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import type { JsonObject } from '../../clouds/openstack/http/exchange.ts';
import { writeContent, type Content } from './content.ts';
import { handOf, settle, type Hand } from './hand.ts';
import { idNamed } from './seed-surroundings.ts';

/** A volume of the source. */
export interface VolumeSeed {
  readonly name: string;
  /** GiB; 1 if not said. */
  readonly size?: number;
  /** `random` if not said. */
  readonly content?: Content;
  /** Further values of the API. */
  readonly values?: JsonObject;
}

/** A server of the source, running if not said otherwise. */
export interface ServerSeed {
  readonly name: string;
  /** What its disk is: made of the image by the hypervisor, or a volume with this name of the device. `image` if not said. */
  readonly boot?: 'image' | '/dev/vda' | '/dev/sda' | '/dev/xvda';
  /** `guest` if not said; `guest-uefi` is the other. */
  readonly image?: string;
  /** `m1.tiny` if not said; `local-disks` has an ephemeral disk and swap. */
  readonly flavor?: string;
  readonly data?: readonly VolumeSeed[];
  /** `app-net` alone if not said. */
  readonly networks?: readonly string[];
  readonly hasFloatingIp?: boolean;
  /** In the server group `apart`. */
  readonly isInGroup?: boolean;
  readonly isStopped?: boolean;
  /** Further values of the API. */
  readonly values?: JsonObject;
}

export interface SeededServer {
  readonly id: string;
  readonly name: string;
  /** The disk that it boots from: a file of the hypervisor's, or a volume. */
  readonly root: { readonly file: string } | { readonly volume: string };
  /** Ids of its other volumes, in the order of the seed. */
  readonly volumes: readonly string[];
  readonly floatingIp: string | undefined;
}

/** Makes a volume with something on it. */
export function seedVolume(cloud: LoopbackCloud, seed: VolumeSeed): string {
  const hand = handOf(cloud, 'src', 'src');
  const volume = { name: seed.name, size: seed.size ?? 1, ...seed.values };
  const id = String(at(hand.call('volume', 'POST', '/volumes', { volume }), 'volume.id'));
  writeContent(cloud.state.volume.files!.volume(id), seed.content ?? 'random');
  return id;
}

/** Makes a server with its volumes, ports and address. */
export function seedServer(cloud: LoopbackCloud, seed: ServerSeed): SeededServer {
  const hand = handOf(cloud, 'src', 'src');
  const image = idNamed(hand, 'image', '/images', seed.image ?? 'guest');
  const root =
    seed.boot === undefined || seed.boot === 'image' ? undefined : rootVolume(cloud, seed.name, image);
  const server = {
    name: seed.name,
    flavorRef: idNamed(hand, 'compute', '/flavors', seed.flavor ?? 'm1.tiny'),
    key_name: 'ops',
    networks: portsOf(cloud, seed).map((port) => ({ port })),
    ...(root === undefined ? { imageRef: image } : { block_device_mapping_v2: [bootFrom(root, seed.boot!)] }),
    ...seed.values,
  };
  const group = seed.isInGroup === true ? idNamed(hand, 'compute', '/os-server-groups', 'apart') : undefined;
  const made = hand.call('compute', 'POST', '/servers', {
    server,
    ...(group === undefined ? {} : { 'os:scheduler_hints': { group } }),
  });
  const id = String(at(made, 'server.id'));
  const volumes = (seed.data ?? []).map((each) => attachedVolume(hand, cloud, id, each));
  const file = cloud.state.volume.files!.local(id, 'disk');
  if (root === undefined) writeContent(file, 'sparse');
  if (seed.flavor === 'local-disks') writeContent(cloud.state.volume.files!.local(id, 'disk.eph0'), 'sparse');
  const floatingIp = seed.hasFloatingIp === true ? giveAddress(cloud, id) : undefined;
  if (seed.isStopped === true) hand.call('compute', 'POST', `/servers/${id}/action`, { 'os-stop': null });
  settle(cloud);
  return { id, name: seed.name, root: root === undefined ? { file } : { volume: root }, volumes, floatingIp };
}

/** A volume made of the image, with what the guest has written since. */
function rootVolume(cloud: LoopbackCloud, server: string, imageRef: string): string {
  return seedVolume(cloud, { name: `${server}-root`, content: 'sparse', values: { imageRef } });
}

function bootFrom(uuid: string, device: string): JsonObject {
  return {
    source_type: 'volume',
    destination_type: 'volume',
    uuid,
    boot_index: 0,
    device_name: device,
    delete_on_termination: true,
  };
}

function portsOf(cloud: LoopbackCloud, { name, networks = ['app-net'] }: ServerSeed): string[] {
  const tenant = cloud.tenant('src', 'src');
  const [group] = tenant.list('security-groups', 'name=web');
  return networks.map((network) => {
    const [found] = tenant.list('networks', `name=${network}`);
    const values = { network_id: found!.id, name: `${name}-${network}`, security_groups: [group!.id] };
    return tenant.create('ports', values).id;
  });
}

function attachedVolume(hand: Hand, cloud: LoopbackCloud, server: string, seed: VolumeSeed): string {
  const volumeId = seedVolume(cloud, seed);
  const path = `/servers/${server}/os-volume_attachments`;
  hand.call('compute', 'POST', path, { volumeAttachment: { volumeId, tag: seed.name } });
  return volumeId;
}

function giveAddress(cloud: LoopbackCloud, server: string): string {
  const tenant = cloud.tenant('src', 'src');
  const [external] = tenant.list('networks', 'router:external=true');
  const [port] = tenant.list('ports', `device_id=${server}`);
  const made = tenant.create('floatingips', { floating_network_id: external!.id, port_id: port!.id });
  return String(made['floating_ip_address']);
}
