import assert from 'node:assert/strict';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../cloud.ts';
import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { at } from '../../contract/words.ts';
import type { Fate } from '../store/fates.ts';

describe('Servers of the loopback cloud', () => {
  let cloud: LoopbackCloud;
  afterEach(() => cloud.close());
  const start = async (options: CloudOptions = {}): Promise<void> => {
    cloud = await startOpenStackCloud(options);
  };
  const call = (method: string, path: string, body?: unknown, service = 'compute'): CloudReply =>
    cloud
      .tenant('src', 'src')
      .call(method, path, body, service, { 'openstack-api-version': `${service} latest` });
  const create = (values: JsonObject = {}): string => {
    const imageRef = cloud.state.image.images.all()[0]!.id;
    const server = { name: 's', flavorRef: '1', imageRef, networks: 'none', ...values };
    const reply = call('POST', '/v2.1/servers', { server });
    assert.equal(reply.status, 202, JSON.stringify(reply.body));
    return String(at(reply.body, 'server.id'));
  };
  const look = (id: string): unknown => at(call('GET', `/v2.1/servers/${id}`).body, 'server');
  const network = (): { readonly net: string; readonly sub: string } => {
    const tenant = cloud.tenant('src', 'src');
    const net = tenant.create('networks', { name: 'n' }).id;
    const sub = tenant.create('subnets', { network_id: net, cidr: '10.0.0.0/30', ip_version: 4 }).id;
    return { net, sub };
  };

  it('are built, stopped and gone when somebody looks', async () => {
    await start();
    const id = create();
    assert.equal(at(look(id), 'status'), 'ACTIVE');
    call('POST', `/v2.1/servers/${id}/action`, { 'os-stop': null });
    assert.equal(at(look(id), 'status'), 'SHUTOFF');
    call('DELETE', `/v2.1/servers/${id}`);
    assert.equal(call('GET', `/v2.1/servers/${id}`).status, 404);
  });

  it('take their time if they are told to', async () => {
    await start({ serverRequestsUntilDone: 3 });
    const id = create();
    assert.equal(at(look(id), 'status'), 'BUILD');
    assert.equal(at(look(id), 'OS-EXT-STS:task_state'), 'scheduling');
    assert.equal(at(look(id), 'status'), 'ACTIVE');
    call('POST', `/v2.1/servers/${id}/action`, { 'os-stop': null });
    assert.equal(at(look(id), 'OS-EXT-STS:task_state'), 'powering-off');
    const busy = call('POST', `/v2.1/servers/${id}/action`, { pause: null });
    assert.match(JSON.stringify(busy.body), /while it is in task_state powering-off/);
  });

  it('go on while another service is asked', async () => {
    await start();
    const id = create();
    look(id);
    const path = `/v3/${cloud.projectId('src')}/volumes`;
    const made = call('POST', path, { volume: { size: 1 } }, 'block-storage');
    const volumeId = String(at(made.body, 'volume.id'));
    const status = (): unknown =>
      at(call('GET', `${path}/${volumeId}`, undefined, 'block-storage').body, 'volume.status');
    status();
    assert.equal(status(), 'available');
    const attachment = { volumeAttachment: { volumeId } };
    assert.equal(call('POST', `/v2.1/servers/${id}/os-volume_attachments`, attachment).status, 200);
    assert.equal(status(), 'in-use');
    call('DELETE', `/v2.1/servers/${id}/os-volume_attachments/${volumeId}`);
    assert.equal(status(), 'available');
  });

  it('come to nothing where a network has no address left, and leave no port behind', async () => {
    await start();
    const { net } = network();
    const first = create({ networks: [{ uuid: net }] });
    assert.equal(at(look(first), 'status'), 'ACTIVE');
    const ports = cloud.state.network.ports.size();
    const second = create({ networks: [{ uuid: net }] });
    const server = look(second);
    assert.equal(at(server, 'status'), 'ERROR');
    assert.match(String(at(server, 'fault.message')), /^Build of instance .* aborted: No more IP addresses/);
    assert.equal(cloud.state.network.ports.size(), ports);
    call('DELETE', `/v2.1/servers/${second}`);
    assert.equal(call('GET', `/v2.1/servers/${second}`).status, 404);
  });

  it('show the floating addresses of their ports', async () => {
    await start();
    const tenant = cloud.tenant('src', 'src');
    const { net, sub } = network();
    const [external] = tenant.list('networks', 'router:external=true');
    const router = tenant.create('routers', {
      name: 'r',
      external_gateway_info: { network_id: external!.id },
    });
    tenant.act('routers', router.id, 'add_router_interface', { subnet_id: sub });
    const id = create({ networks: [{ uuid: net }] });
    look(id);
    const [port] = tenant.list('ports', `device_id=${id}`);
    const floating = tenant.create('floatingips', { floating_network_id: external!.id, port_id: port!.id });
    const list = at(look(id), 'addresses.n') as readonly JsonObject[];
    const types = list.map((each) => each['OS-EXT-IPS:type']);
    assert.deepEqual(types, ['fixed', 'floating']);
    assert.equal(list[1]?.['addr'], floating['floating_ip_address']);
  });

  it('go back with the rest of the cloud', async () => {
    await start();
    const { net } = network();
    const restore = cloud.snapshot();
    const id = create({ networks: [{ uuid: net }] });
    look(id);
    restore();
    assert.equal(cloud.state.compute.servers.size(), 0);
    assert.equal(cloud.state.network.ports.by('device', id).length, 0);
    assert.equal(call('GET', `/v2.1/servers/${id}`).status, 404);
  });

  it('keep no volume that a refused request had reserved', async () => {
    await start();
    const path = `/v3/${cloud.projectId('src')}/volumes`;
    const made = call('POST', path, { volume: { size: 1 } }, 'block-storage');
    const uuid = String(at(made.body, 'volume.id'));
    call('GET', path, undefined, 'block-storage');
    call('GET', path, undefined, 'block-storage');
    const imageRef = cloud.state.image.images.all()[0]!.id;
    const disks = [
      { boot_index: 0, source_type: 'image', destination_type: 'local', uuid: imageRef },
      { boot_index: -1, source_type: 'volume', destination_type: 'volume', uuid },
      { boot_index: -1, source_type: 'snapshot', destination_type: 'volume', uuid },
    ];
    const server = {
      name: 's',
      flavorRef: '1',
      imageRef,
      networks: 'none',
      block_device_mapping_v2: disks,
    };
    const reply = call('POST', '/v2.1/servers', { server });
    assert.match(JSON.stringify(reply.body), /failed to get snapshot/);
    assert.equal(cloud.state.volume.volumes.get(uuid)?.status, 'available');
  });

  it('are several at once if that is asked for', async () => {
    await start();
    create({ min_count: 2, name: 'Web' });
    const servers = at(call('GET', '/v2.1/servers?sort_key=display_name&sort_dir=asc').body, 'servers');
    assert.deepEqual(
      (servers as readonly JsonObject[]).map((each) => each['name']),
      ['Web-1', 'Web-2'],
    );
  });

  it('write what a test wants on their consoles', async () => {
    await start({ consoleOf: (server) => `${server.name} boots\nhost key abc\nlogin:` });
    const id = create();
    const body = { 'os-getConsoleOutput': { length: 2 } };
    const reply = call('POST', `/v2.1/servers/${id}/action`, body);
    assert.deepEqual(reply.body, { output: 'host key abc\nlogin:' });
  });

  it('fail, or never end, where a test says so', async () => {
    let fate: Fate = { fails: 'no luck' };
    await start({ fateOf: (_work, server) => (server.name === 'doomed' ? fate : undefined) });
    const doomed = create({ name: 'doomed' });
    assert.equal(at(look(create()), 'status'), 'ACTIVE');
    assert.equal(at(look(doomed), 'status'), 'ERROR');
    assert.equal(at(look(doomed), 'fault.message'), `Build of instance ${doomed} aborted: no luck`);
    fate = 'stuck';
    const stuck = create({ name: 'doomed' });
    look(stuck);
    assert.equal(at(look(stuck), 'status'), 'BUILD');
    call('DELETE', `/v2.1/servers/${stuck}`);
    look(stuck);
    assert.equal(at(look(stuck), 'OS-EXT-STS:task_state'), 'deleting');
  });

  it('wait for a resize to be confirmed', async () => {
    await start();
    const id = create();
    look(id);
    call('POST', `/v2.1/servers/${id}/action`, { resize: { flavorRef: '2' } });
    assert.equal(at(look(id), 'status'), 'VERIFY_RESIZE');
    call('POST', `/v2.1/servers/${id}/action`, { revertResize: null });
    assert.equal(at(look(id), 'flavor.original_name'), 'm1.tiny');
    call('POST', `/v2.1/servers/${id}/action`, { resize: { flavorRef: '2' } });
    look(id);
    assert.equal(call('POST', `/v2.1/servers/${id}/action`, { confirmResize: null }).status, 204);
    assert.equal(at(look(id), 'flavor.original_name'), 'm1.small');
    assert.equal(at(look(id), 'status'), 'ACTIVE');
  });

  it('that are booted from volumes make images of snapshots', async () => {
    await start();
    const uuid = cloud.state.image.images.all()[0]!.id;
    const disk = {
      boot_index: 0,
      source_type: 'image',
      destination_type: 'volume',
      uuid,
      volume_size: 2,
      delete_on_termination: true,
    };
    const server = { name: 's', flavorRef: '1', networks: 'none', block_device_mapping_v2: [disk] };
    const id = String(at(call('POST', '/v2.1/servers', { server }).body, 'server.id'));
    assert.equal(at(look(id), 'image'), '');
    const made = call('POST', `/v2.1/servers/${id}/action`, { createImage: { name: 'i' } });
    const image = cloud.state.image.images.get(String(at(made.body, 'image_id')));
    assert.equal(image?.status, 'active');
    assert.match(image.properties['block_device_mapping'] ?? '', /"source_type":"snapshot"/);
    assert.equal(cloud.state.volume.snapshots.size(), 1);
  });
});
