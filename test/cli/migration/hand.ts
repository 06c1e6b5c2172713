import assert from 'node:assert/strict';
import type { Body } from '../../../modules/openstack/api/session.types.ts';
import { idOf } from '../../../modules/openstack/kind/wire.ts';
import { at } from '../../clouds/contract/words.ts';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';

/** A person at a cloud. */
export function hand(cloud: LoopbackCloud, user: string) {
  const tenant = cloud.tenant(user, user);
  const version = (service: string): string => (service === 'block-storage' ? 'volume' : service);
  const call = (method: string, path: string, body?: unknown, service = 'compute'): unknown => {
    const headers = { 'openstack-api-version': `${version(service)} latest` };
    const prefix = service === 'compute' ? '/v2.1' : `/v3/${tenant.projectId}`;
    const reply = tenant.call(method, prefix + path, body, service, headers);
    assert.ok(reply.status < 400 || reply.status === 404, `${method} ${path}: ${JSON.stringify(reply.body)}`);
    return reply.status === 404 ? undefined : reply.body;
  };
  const settle = (path: string, service?: string): unknown => {
    for (let look = 0; look < 4; look += 1) call('GET', path, undefined, service);
    return call('GET', path, undefined, service);
  };
  const network = tenant.create('networks', { name: 'inside' }).id;
  tenant.create('subnets', { network_id: network, cidr: '10.9.0.0/24', ip_version: 4 });
  return {
    tenant,
    call,
    network,
    server: (name: string, values: Body = {}): string => {
      const imageRef = cloud.state.image.images.all()[0]!.id;
      const made = call('POST', '/servers', {
        server: { name, flavorRef: '1', imageRef, networks: [{ uuid: network }], ...values },
      });
      const id = String(at(made, 'server.id'));
      settle(`/servers/${id}`);
      return id;
    },
    volume: (name: string, values: Body = {}): string => {
      const made = call('POST', '/volumes', { volume: { name, size: 1, ...values } }, 'block-storage');
      const id = String(at(made, 'volume.id'));
      settle(`/volumes/${id}`, 'block-storage');
      return id;
    },
    attach: (server: string, volumeId: string, values: Body = {}): void => {
      const volumeAttachment = { volumeId, ...values };
      call('POST', `/servers/${server}/os-volume_attachments`, { volumeAttachment });
      settle(`/volumes/${volumeId}`, 'block-storage');
    },
    look: (server: string): unknown => at(call('GET', `/servers/${server}`), 'server'),
    attached: (server: string): readonly Body[] =>
      at(call('GET', `/servers/${server}/os-volume_attachments`), 'volumeAttachments') as readonly Body[],
    things: (path: string, service = 'block-storage'): readonly Body[] =>
      at(call('GET', `${path}/detail`, undefined, service), path.slice(1)) as readonly Body[],
  };
}

export type Hand = ReturnType<typeof hand>;

/** All of a cloud that a migration may change. */
export const everything = (one: Hand): unknown => ({
  servers: one.things('/servers', 'compute').map((server) => [
    server['name'],
    server['status'],
    server['metadata'],
    one
      .attached(idOf(server))
      .map((each) => [each['volumeId'], each['device'], each['tag'], each['delete_on_termination']])
      .toSorted((first, second) => (String(first[1]) < String(second[1]) ? -1 : 1)),
  ]),
  volumes: one.things('/volumes').map((volume) => [volume['name'], volume['status']]),
  snapshots: one.things('/snapshots').map((snapshot) => snapshot['name']),
  ports: one.tenant
    .list('ports')
    .map(({ id }) => id)
    .sort(),
});
