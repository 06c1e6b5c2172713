import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectHost } from '../../../engine/transport/ssh/connect.ts';
import type { SshConnection } from '../../../engine/transport/ssh/ssh.ts';
import { at } from '../contract/words.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../openstack/cloud.ts';
import { makeKeyPair } from './keys.ts';
import { openHosts, type FastHost, type OpenHosts } from './open-hosts.ts';

describe('Servers of a loopback cloud that are machines', function () {
  this.timeout(30_000);
  let folder: string;
  let cloud: LoopbackCloud;
  let open: OpenHosts;
  let source: FastHost;
  let destination: FastHost;
  const connections: SshConnection[] = [];

  const call = (method: string, path: string, body?: unknown, service = 'compute'): unknown => {
    const tenant = cloud.tenant('src', 'src');
    const base = service === 'compute' ? '/v2.1' : `/v3/${tenant.projectId}`;
    const headers = { 'x-openstack-nova-api-version': '2.60' };
    const reply = tenant.call(method, `${base}${path}`, body, service, headers);
    assert.ok(reply.status < 400, JSON.stringify(reply.body));
    return reply.body;
  };
  const makeServer = (name: string): string => {
    const image = cloud.state.image.images.all()[0]!.id;
    const made = call('POST', '/servers', {
      server: { name, imageRef: image, flavorRef: '1', networks: 'none' },
    });
    const id = String(at(made, 'server.id'));
    call('GET', `/servers/${id}`);
    return id;
  };
  const connect = ({ record }: FastHost, changes: { readonly key?: string } = {}): SshConnection => {
    const variables: Readonly<Record<string, string>> = {
      ansible_host: record.address,
      ansible_port: String(record.port),
      ansible_user: record.user,
      ansible_ssh_private_key_file: changes.key ?? record.private_key,
    };
    const connection = connectHost({
      host: record.name,
      kind: 'ssh',
      variable: (name) => variables[name],
      variables: (name) => (name === 'drover_host_keys' ? record.host_keys : undefined),
      setting: () => undefined,
      warn: () => undefined,
    });
    connections.push(connection);
    return connection;
  };
  const run = async (host: FastHost, script: string): Promise<string> => {
    const { rc, stdout, stderr } = await connect(host).execute(['/bin/sh', '-c', script]);
    return `${rc} ${stdout}${stderr}`.trim();
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-hosts-'));
    cloud = await startOpenStackCloud({ dataDirectory: join(folder, 'cloud') });
    open = await openHosts(folder, [
      { side: 'source', cloud, serverId: makeServer('conv-src') },
      { side: 'destination', cloud, serverId: makeServer('conv-dst') },
    ]);
    [source, destination] = open.hosts as [FastHost, FastHost];
  });
  afterEach(async () => {
    await Promise.all(connections.splice(0).map((each) => each.close()));
    await open.close();
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('run commands at home, with a sudo that lets everybody', async () => {
    assert.equal(await run(source, 'pwd; sudo -n -u root A=b /bin/sh -c "echo \\$A"'), `0 ${source.home}\nb`);
    const root = connect(source).become({ user: 'somebody', method: 'sudo' });
    assert.equal((await root.execute(['echo', 'done'])).stdout, 'done\n');
    assert.equal(source.commands.length, 2);
  });

  it('let in the holders of their own keys alone, and each other one way', async () => {
    const stranger = join(folder, 'stranger');
    writeFileSync(stranger, makeKeyPair().privateKey, { mode: 0o600 });
    const refused = { code: 'host-unreachable' };
    await assert.rejects(connect(source, { key: stranger }).execute(['true']), refused);
    await assert.rejects(connect(destination, { key: source.record.private_key }).execute(['true']), refused);
    const link = destination.record.link_key;
    assert.ok(link !== undefined && source.record.link_key === undefined);
    assert.equal((await connect(source, { key: link }).execute(['true'])).rc, 0);
  });

  it('see the volumes of their server, each its own', async () => {
    const made = call('POST', '/volumes', { volume: { size: 1 } }, 'block-storage');
    const id = String(at(made, 'volume.id'));
    for (let look = 0; look < 2; look += 1) call('GET', `/volumes/${id}`, undefined, 'block-storage');
    const list = 'lsblk -dnro PATH,SERIAL';
    assert.equal(await run(source, list), '0');
    const attach = { volumeAttachment: { volumeId: id } };
    call('POST', `/servers/${source.record.server_id}/os-volume_attachments`, attach);
    call('GET', '/servers');
    const path = cloud.state.volume.files!.volume(id);
    assert.equal(await run(source, list), `0 ${path} ${id.slice(0, 20)}`);
    assert.equal(await run(destination, list), '0');
  });

  it('do not see a volume where a test says so', async () => {
    source.faults.hideNewDevices(true);
    cloud.state.volume.files!.plug(source.record.server_id, '11111111-2222-3333-4444-555555555555');
    writeFileSync(cloud.state.volume.files!.volume('11111111-2222-3333-4444-555555555555'), '');
    const list = 'lsblk -dnro PATH,SERIAL';
    assert.equal(await run(source, list), '0');
    source.faults.hideNewDevices(false);
    assert.match(await run(source, list), /11111111-2222-3333-4$/);
  });

  it('lose connections, and what ran goes on until it is ended', async () => {
    const waiting = connect(source).execute(['/bin/sh', '-c', 'echo begun; exec sleep 600']);
    while (source.running().every((each) => !each.includes('sleep 600'))) await sleep(20);
    source.faults.cut();
    await assert.rejects(waiting, { code: 'host-unreachable' });
    assert.ok(source.running().some((each) => each.includes('sleep 600')));
    assert.equal(source.faults.kill(/sleep 600/) > 0, true);
    while (source.running().length > 0) await sleep(20);
  });

  it('are away for a time', async () => {
    source.faults.refuse(true);
    await assert.rejects(connect(source).execute(['true']), { code: 'host-unreachable' });
    source.faults.refuse(false);
    assert.equal(await run(source, 'true'), '0');
    source.faults.reboot(200);
    await assert.rejects(connect(source).execute(['true']), { code: 'host-unreachable' });
    await sleep(300);
    assert.equal(await run(source, 'true'), '0');
    call('POST', `/servers/${source.record.server_id}/action`, { 'os-stop': null });
    call('GET', '/servers');
    await assert.rejects(connect(source).execute(['true']), { code: 'host-unreachable' });
  });

  it('may be others than they were', async () => {
    source.faults.changeHostKey(true);
    await assert.rejects(connect(source).execute(['true']), { code: 'host-unreachable' });
    source.faults.changeHostKey(false);
    assert.equal(await run(source, 'true'), '0');
  });

  it('fail in a program, and have others in its place', async () => {
    source.faults.failProgram('uname', { times: 2, status: 7, stderr: 'no luck' });
    assert.deepEqual(
      [await run(source, 'uname'), await run(source, 'uname'), await run(source, 'uname')],
      ['7 no luck', '7 no luck', '0 Linux'],
    );
    source.faults.replaceProgram('uname', 'echo "not $("$REAL" "$@")"');
    assert.equal(await run(source, 'uname -s'), '0 not Linux');
    source.faults.replaceProgram('uname', undefined);
    assert.equal(await run(source, 'uname'), '0 Linux');
  });
});
