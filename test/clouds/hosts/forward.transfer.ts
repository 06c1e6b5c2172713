import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { at } from '../contract/words.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../openstack/cloud.ts';
import { fingerprintOf, makeBlank } from '../openstack/disks/sparse-file.ts';
import { needTransferTools } from './need-tools.ts';
import { openHosts, type FastHost, type OpenHosts } from './open-hosts.ts';

const execute = promisify(execFile);

/** The real ssh, nbdkit and nbdcopy, between two of our machines. */
describe('A forwarded socket between machines of loopback clouds', function () {
  this.timeout(60_000);
  let folder: string;
  let cloud: LoopbackCloud;
  let open: OpenHosts;
  let source: FastHost;
  let destination: FastHost;

  before(async () => {
    needTransferTools();
    folder = mkdtempSync(join(tmpdir(), 'drover-forward-'));
    cloud = await startOpenStackCloud({ dataDirectory: join(folder, 'cloud') });
    const tenant = cloud.tenant('src', 'src');
    const servers = ['a', 'b'].map((name) => {
      const imageRef = cloud.state.image.images.all()[0]!.id;
      const server = { name, imageRef, flavorRef: '1' };
      const made = tenant.call('POST', '/v2.1/servers', { server }, 'compute');
      return String(at(made.body, 'server.id'));
    });
    tenant.call('GET', '/v2.1/servers', undefined, 'compute');
    open = await openHosts(folder, [
      { side: 'source', cloud, serverId: servers[0]! },
      { side: 'destination', cloud, serverId: servers[1]! },
    ]);
    [source, destination] = open.hosts as [FastHost, FastHost];
  });
  after(async () => {
    await open.close();
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('carries a disk', async () => {
    const { record: from } = source;
    const { record: to } = destination;
    const disk = join(folder, 'disk');
    makeBlank(disk, 64 << 20);
    const file = openSync(disk, 'r+');
    for (const place of [0, 40 << 20]) writeSync(file, randomBytes(3 << 20), 0, 3 << 20, place);
    closeSync(file);
    const copy = join(folder, 'copy');
    makeBlank(copy, 64 << 20);
    const known = join(folder, 'known_hosts');
    writeFileSync(known, `[${from.address}]:${from.port} ${from.host_keys[0]!}\n`);
    const ssh = ['-F', 'none', '-o', 'BatchMode=yes', '-o', `UserKnownHostsFile=${known}`].join(' ');
    const cipher = '-c aes128-gcm@openssh.com';
    const target = `-p ${from.port} -i ${to.link_key!} ${from.user}@${from.address}`;
    const script = `
      ssh ${ssh} ${cipher} ${target} 'exec nbdkit -f -r -U ${folder}/s file ${disk} </dev/null' & served=$!
      ssh ${ssh} ${cipher} -N -o ExitOnForwardFailure=yes -L ${folder}/d:${folder}/s ${target} & forward=$!
      for try in 1 2 3 4 5 6 7 8 9; do
        sleep 0.3
        nbdinfo --size 'nbd+unix:///?socket=${folder}/d' >/dev/null 2>&1 && break
      done
      nbdcopy --destination-is-zero 'nbd+unix:///?socket=${folder}/d' ${copy}; code=$?
      kill $served $forward
      exit $code`;
    await execute('ssh', [
      ...['-F', 'none', '-o', 'BatchMode=yes', '-o', 'UserKnownHostsFile=/dev/null'],
      ...[
        '-o',
        `KnownHostsCommand=/bin/echo ${to.address} ${to.host_keys[0]!}`,
        '-o',
        'HostKeyAlias=127.0.0.1',
      ],
      ...['-p', String(to.port), '-i', to.private_key, `${to.user}@${to.address}`, script],
    ]);
    assert.equal(fingerprintOf(copy), fingerprintOf(disk));
    source.faults.kill(/nbdkit/);
  });
});
