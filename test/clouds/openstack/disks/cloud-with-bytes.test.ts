import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  readlinkSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { at } from '../../contract/words.ts';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../cloud.ts';
import type { JsonObject } from '../http/exchange.ts';
import { GIB } from './disk-files.ts';

const MARK = randomBytes(4096);

/** Writes something that is recognized again. */
function mark(path: string, at: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, MARK, 0, MARK.length, at);
  closeSync(file);
}

function isMarked(path: string, at: number): boolean {
  const file = openSync(path, 'r');
  const found = Buffer.alloc(MARK.length);
  readSync(file, found, 0, found.length, at);
  closeSync(file);
  return found.equals(MARK);
}

describe('A loopback cloud with bytes', () => {
  let folder: string;
  let cloud: LoopbackCloud;
  const open: LoopbackCloud[] = [];
  const start = async (options: CloudOptions = {}): Promise<LoopbackCloud> => {
    const started = await startOpenStackCloud({
      dataDirectory: join(folder, String(open.length)),
      ...options,
    });
    open.push(started);
    return started;
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-cloud-'));
    cloud = await start();
  });
  afterEach(async () => {
    for (const each of open.splice(0)) await each.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (
    service: 'block-storage' | 'compute' | 'image',
    method: string,
    path: string,
    body?: unknown,
    { on = cloud, as = 'src', project = 'src' } = {},
  ): JsonObject => {
    const tenant = on.tenant(as, project);
    const base = { 'block-storage': `/v3/${tenant.projectId}`, compute: '/v2.1', image: '/v2' }[service];
    const version = { 'block-storage': 'volume 3.70', compute: 'compute 2.90', image: '' }[service];
    const reply = tenant.call(method, `${base}${path}`, body, service, {
      'openstack-api-version': version,
      'x-openstack-nova-api-version': '2.90',
      ...(Buffer.isBuffer(body) ? { 'content-type': 'application/octet-stream' } : {}),
    });
    if (reply.status >= 400) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
    return (reply.body ?? {}) as JsonObject;
  };
  const volumePath = (id: string, on = cloud): string => on.state.volume.files!.volume(id);
  const settle = (): void => {
    for (let look = 0; look < 4; look += 1) {
      for (const each of open) {
        call('block-storage', 'GET', '/volumes', undefined, { on: each });
      }
    }
  };
  const makeVolume = (values: JsonObject): string => {
    const id = String(at(call('block-storage', 'POST', '/volumes', { volume: values }), 'volume.id'));
    settle();
    return id;
  };
  const makeImage = (content: Buffer, values: JsonObject = {}): string => {
    const formats = { disk_format: 'raw', container_format: 'bare' };
    const id = String(at(call('image', 'POST', '/images', { name: 'i', ...formats, ...values }), 'id'));
    call('image', 'PUT', `/images/${id}/file`, content);
    return id;
  };
  const makeServer = (values: JsonObject): string => {
    const server = { name: 's', flavorRef: '1', networks: 'none', ...values };
    const id = String(at(call('compute', 'POST', '/servers', { server }), 'server.id'));
    settle();
    return id;
  };
  const statusOf = (kind: string, id: string): unknown =>
    at(call('block-storage', 'GET', `/${kind}s/${id}`), `${kind}.status`);

  it('has a sparse file for each volume, as long as there is the volume', () => {
    const id = makeVolume({ size: 2 });
    assert.equal(statSync(volumePath(id)).size, 2 * GIB);
    assert.equal(statSync(volumePath(id)).blocks, 0);
    call('block-storage', 'POST', `/volumes/${id}/action`, { 'os-extend': { new_size: 3 } });
    settle();
    assert.equal(statSync(volumePath(id)).size, 3 * GIB);
    call('block-storage', 'DELETE', `/volumes/${id}`);
    settle();
    assert.equal(existsSync(volumePath(id)), false);
  });

  it('copies bytes to snapshots, and to volumes of snapshots, volumes and images', () => {
    const content = Buffer.concat([Buffer.alloc(1 << 20), MARK]);
    const first = makeVolume({ size: 1, imageRef: makeImage(content, { hw_firmware_type: 'uefi' }) });
    assert.ok(isMarked(volumePath(first), 1 << 20), 'the volume has the bytes of the image');
    assert.equal(statSync(volumePath(first)).size, GIB);
    const second = makeVolume({ size: 2, source_volid: first });
    assert.ok(isMarked(volumePath(second), 1 << 20), 'the volume has the bytes of the other volume');
    assert.equal(statSync(volumePath(second)).size, 2 * GIB);
    const body = { snapshot: { volume_id: first, name: 'x' } };
    const snapshot = String(at(call('block-storage', 'POST', '/snapshots', body), 'snapshot.id'));
    settle();
    mark(volumePath(first), 0);
    const third = makeVolume({ size: 1, snapshot_id: snapshot });
    assert.ok(isMarked(volumePath(third), 1 << 20), 'the volume has the bytes of the snapshot');
    assert.ok(!isMarked(volumePath(third), 0), 'the snapshot does not change');
    call('block-storage', 'DELETE', `/snapshots/${snapshot}`);
    settle();
    assert.equal(readdirSync(join(folder, '0', 'volumes')).length, 3);
  });

  it('has disks of servers, and images of them', () => {
    const admin = { as: 'admin', project: 'admin' };
    const flavor = { name: 'e', ram: 64, vcpus: 1, disk: 1, 'OS-FLV-EXT-DATA:ephemeral': 2, swap: 64 };
    const flavorRef = String(at(call('compute', 'POST', '/flavors', { flavor }, admin), 'flavor.id'));
    const id = makeServer({ imageRef: makeImage(Buffer.concat([Buffer.alloc(4096), MARK])), flavorRef });
    const local = join(folder, '0', 'instances', id);
    const noted: unknown = JSON.parse(readFileSync(join(local, 'disk.info'), 'utf8'));
    const names = ['disk', 'disk.eph0', 'disk.swap'];
    assert.deepEqual(noted, Object.fromEntries(names.map((name) => [join(local, name), 'raw'])));
    assert.deepEqual(readdirSync(local).sort(), ['disk', 'disk.eph0', 'disk.info', 'disk.swap']);
    const sizes = names.map((name) => [name, statSync(join(local, name)).size]);
    assert.deepEqual(sizes, [
      ['disk', GIB],
      ['disk.eph0', 2 * GIB],
      ['disk.swap', 64 << 20],
    ]);
    assert.ok(isMarked(join(local, 'disk'), 4096), 'the disk has the bytes of the image');
    mark(join(local, 'disk'), 700 << 20);
    const made = call('compute', 'POST', `/servers/${id}/action`, { createImage: { name: 'of s' } });
    settle();
    const image = call('image', 'GET', `/images/${String(made['image_id'])}`);
    assert.equal(image['status'], 'active');
    assert.equal(image['disk_format'], 'qcow2');
    assert.equal(image['virtual_size'], GIB);
    assert.ok(Number(image['size']) < 2 << 20, 'the image is no larger than its data');
    const volume = makeVolume({ size: 1, imageRef: made['image_id'] });
    assert.ok(isMarked(volumePath(volume), 700 << 20), 'a volume of the image has the bytes of the disk');
    assert.ok(isMarked(volumePath(volume), 4096), 'a volume of the image has the bytes of the disk');
    call('compute', 'DELETE', `/servers/${id}`);
    settle();
    assert.equal(existsSync(local), false);
  });

  it('says which volumes a guest sees, by their serials', () => {
    const root = makeVolume({ size: 1, imageRef: makeImage(MARK) });
    const disks = [
      {
        source_type: 'volume',
        destination_type: 'volume',
        uuid: root,
        boot_index: 0,
        device_name: '/dev/vda',
      },
    ];
    const id = makeServer({ block_device_mapping_v2: disks });
    const devices = cloud.state.volume.files!.devices(id);
    assert.deepEqual(readdirSync(devices), [root.slice(0, 20)]);
    const data = makeVolume({ size: 1 });
    const attached = call('compute', 'POST', `/servers/${id}/os-volume_attachments`, {
      volumeAttachment: { volumeId: data },
    });
    assert.equal(at(attached, 'volumeAttachment.device'), '/dev/vdb');
    settle();
    assert.equal(readlinkSync(join(devices, data.slice(0, 20))), volumePath(data));
    call('compute', 'DELETE', `/servers/${id}/os-volume_attachments/${data}`);
    settle();
    assert.deepEqual(readdirSync(devices), [root.slice(0, 20)]);
    call('compute', 'DELETE', `/servers/${id}`);
    settle();
    assert.equal(existsSync(devices), false);
  });

  it('uploads volumes as images', () => {
    const id = makeVolume({ size: 1, imageRef: makeImage(MARK, { hw_machine_type: 'q35' }) });
    const asked = { 'os-volume_upload_image': { image_name: 'up', disk_format: 'qcow2' } };
    const answer = call('block-storage', 'POST', `/volumes/${id}/action`, asked);
    assert.equal(statusOf('volume', id), 'uploading');
    settle();
    assert.equal(statusOf('volume', id), 'available');
    const image = call('image', 'GET', `/images/${String(at(answer, 'os-volume_upload_image.image_id'))}`);
    assert.deepEqual(
      [image['status'], image['virtual_size'], image['hw_machine_type'], image['visibility']],
      ['active', GIB, 'q35', 'private'],
    );
    const again = makeVolume({ size: 1, imageRef: image['id'] });
    assert.ok(isMarked(volumePath(again), 0), 'a volume of the image has the bytes');
  });

  it('hands a volume to a cloud with the same backend', async () => {
    const volumeDirectory = join(folder, 'backend');
    const [one, other] = [await start({ volumeDirectory }), await start({ volumeDirectory })];
    const admin = { as: 'admin', project: 'admin' };
    const made = call('block-storage', 'POST', '/volumes', { volume: { size: 1 } }, { on: one });
    const id = String(at(made, 'volume.id'));
    settle();
    mark(volumePath(id, one), 8192);
    const service = { on: one, ...admin };
    call('block-storage', 'POST', `/volumes/${id}/action`, { 'os-unmanage': {} }, service);
    settle();
    assert.equal(one.state.volume.volumes.get(id), undefined);
    assert.ok(existsSync(volumePath(id, one)), 'the bytes stay at the backend');
    const there = { on: other, ...admin };
    const pools = call('block-storage', 'GET', '/scheduler-stats/get_pools', undefined, there);
    const host = at(pools, 'pools.0.name');
    const listed = call(
      'block-storage',
      'GET',
      `/manageable_volumes?host=${encodeURIComponent(String(host))}`,
      undefined,
      there,
    );
    const ref = { 'source-name': `volume-${id}` };
    assert.deepEqual(listed['manageable-volumes'], [{ reference: ref, size: 1, safe_to_manage: true }]);
    const taken = call(
      'block-storage',
      'POST',
      '/manageable_volumes',
      { volume: { host, ref, name: 'x' } },
      there,
    );
    const now = String(at(taken, 'volume.id'));
    settle();
    const row = other.state.volume.volumes.get(now);
    assert.deepEqual([row?.status, row?.size, row?.name], ['available', 1, 'x']);
    assert.ok(isMarked(volumePath(now, other), 8192), 'the bytes came with it');
    assert.deepEqual(readdirSync(volumeDirectory), [`volume-${now}`]);
  });

  it('fails where a test says so', () => {
    const id = makeVolume({ size: 1 });
    cloud.fates.add({ service: 'volume', work: 'snapshot', fate: { fails: 'no luck' } });
    const take = (): string => {
      const body = { snapshot: { volume_id: id } };
      const made = String(at(call('block-storage', 'POST', '/snapshots', body), 'snapshot.id'));
      settle();
      return made;
    };
    assert.equal(statusOf('snapshot', take()), 'error');
    assert.equal(statusOf('snapshot', take()), 'available');
    cloud.fates.add({ work: 'create', name: /^bad/, fate: { fails: 'no luck' } });
    cloud.fates.add({ work: 'create', name: /^slow/, fate: 'stuck' });
    assert.equal(statusOf('volume', makeVolume({ size: 1, name: 'bad' })), 'error');
    assert.equal(statusOf('volume', makeVolume({ size: 1, name: 'slow' })), 'creating');
    assert.equal(statusOf('volume', makeVolume({ size: 1, name: 'bad again' })), 'available');
    const qcow = makeImage(MARK, { disk_format: 'qcow2' });
    assert.equal(statusOf('volume', makeVolume({ size: 1, imageRef: qcow })), 'error');
  });

  it('has no bytes of what a refused server would have had', () => {
    const image = makeImage(MARK);
    const disks = [
      { source_type: 'image', destination_type: 'volume', uuid: image, boot_index: 0, volume_size: 1 },
      { source_type: 'blank', destination_type: 'volume', volume_size: 1 },
    ];
    call(
      'block-storage',
      'PUT',
      `/os-quota-sets/${cloud.projectId('src')}`,
      { quota_set: { volumes: 1 } },
      { as: 'admin', project: 'admin' },
    );
    const id = makeServer({ block_device_mapping_v2: disks });
    assert.equal(at(call('compute', 'GET', `/servers/${id}`), 'server.status'), 'ERROR');
    assert.deepEqual(readdirSync(join(folder, '0', 'volumes')), []);
    assert.deepEqual(cloud.state.volume.volumes.all(), []);
  });
});
