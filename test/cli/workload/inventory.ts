import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import type { JsonObject } from '../../clouds/openstack/http/exchange.ts';

/** Everything that a cloud has, in whichever project, but for times and ids that no client can keep. */
export interface Inventory {
  readonly servers: readonly JsonObject[];
  readonly volumes: readonly JsonObject[];
  readonly snapshots: readonly JsonObject[];
  readonly images: readonly JsonObject[];
  readonly ports: readonly JsonObject[];
  readonly floatingIps: readonly JsonObject[];
  readonly keypairs: readonly JsonObject[];
  readonly securityGroups: readonly JsonObject[];
  readonly networks: readonly JsonObject[];
  /** What is at the backend, and which devices servers see. */
  readonly files: readonly string[];
}

/** What there is. Two that are equal say that nothing is left over, and that what was there is as it was. */
export function inventoryOf({ state }: LoopbackCloud): Inventory {
  const { compute, volume, image, network } = state;
  const files = volume.files;
  return {
    servers: sorted(
      compute.servers
        .all()
        .map(({ id, name, vm_state, task_state, metadata, tags, attachments, interfaces }) => ({
          ...{ id, name, vm_state, task_state, metadata, tags },
          ports: interfaces.map(({ port_id: port }) => port),
          volumes: byDevice(attachments).map(({ volume_id, device, isRoot, delete_on_termination, tag }) => ({
            ...{ volume_id, device, isRoot, delete_on_termination, tag },
          })),
        })),
    ),
    volumes: sorted(
      volume.volumes.all().map(({ attachments, updated_at: _time, ...row }) => ({
        ...row,
        servers: attachments.map((each) => each['server_id']),
      })),
    ),
    snapshots: sorted(volume.snapshots.all().map(({ updated_at: _time, ...row }) => row)),
    images: sorted(
      image.images
        .all()
        .map(({ id, name, status, tags, properties }) => ({ id, name, status, tags, properties })),
    ),
    ports: sorted(
      network.ports.all().map(({ id, name, mac_address, fixed_ips, device_id, device_owner }) => ({
        ...{ id, name, mac_address, fixed_ips, device_id, device_owner },
      })),
    ),
    floatingIps: sorted(
      network.floatingIps
        .all()
        .map(({ id, floating_ip_address, port_id }) => ({ id, floating_ip_address, port_id })),
    ),
    keypairs: sorted(compute.keypairs.all().map(({ id, name }) => ({ id, name }))),
    securityGroups: sorted(network.securityGroups.all().map(({ id, name }) => ({ id, name }))),
    networks: sorted(network.networks.all().map(({ id, name }) => ({ id, name }))),
    files: files === null ? [] : readdirSync(dirname(files.volume('x'))).sort(),
  };
}

/** In which order they came is not to be seen from outside. */
function byDevice<Row extends { readonly device: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (a.device < b.device ? -1 : 1));
}

function sorted<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
}
