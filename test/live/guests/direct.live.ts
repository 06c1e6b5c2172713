import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startSshd, type Sshd } from '../../engine/transport/ssh/sshd.ts';
import { bedFolder } from '../support/bed.ts';
import { firstDifference, volumeFile, writeBytes } from '../support/backend-files.ts';
import { said } from '../support/drover.ts';
import type { BootedServer } from '../support/guest-network.ts';
import { openGuest } from '../support/guests.ts';
import { floatingAddress, openMoves, serverNamed, serverOf, volumesOf, type Moves } from './moves.ts';
import { removeSharedHostsAtTheEnd } from './shared-hosts.ts';

const NAME = 'direct';
const GUEST = `${NAME}-guest`;
/** Where guests of the destination reach this machine, which is the hypervisor of the bed's guests. */
const ADDRESS = '172.24.5.1';

removeSharedHostsAtTheEnd();

/** The disk of a real guest, read on its hypervisor: this machine, over an SSH server of the test's own. */
describe('A guest whose disk is read on its hypervisor', () => {
  let moves: Moves;
  let sshd: Sshd;
  let guest: BootedServer;
  let data: string;
  let hypervisors: Readonly<Record<string, unknown>>;

  before('boots a guest, and lets drover and its conversion host in', async () => {
    moves = await openMoves({ name: NAME });
    sshd = await startSshd([], { address: ADDRESS });
    const link = await readFile(moves.data('conversion', 'link-ssh.key.pub'), 'utf8');
    appendFileSync(join(sshd.folder, 'authorized_keys'), link);
    guest = await moves.network.boot({ name: GUEST, from: 'image' });
    data = await moves.network.volume(`${NAME}-data`);
    await writeBytes(volumeFile('source', data), 12_345, randomBytes(2_000_000));
    await moves.network.attach(guest.id, data);
    const within = await openGuest(moves.source, guest.id, guest.address);
    await within.ask(`echo ${GUEST} >/disk/marker; sync`);
    await within.close();
    const name = (await serverOf(moves.source, guest.id))['OS-EXT-SRV-ATTR:hypervisor_hostname'];
    hypervisors = {
      os_migrate_src_hypervisors: [
        {
          name,
          address: ADDRESS,
          port: sshd.port,
          user: 'root',
          private_key: sshd.keys.ed25519,
          host_keys: [sshd.hostKeys.ed25519],
          instances_path: join(bedFolder(), 'source', 'lib', 'nova', 'guests'),
        },
      ],
    };
    await moves.succeed('run', 'playbooks/export_workloads.yml');
    await moves.edit('workloads.yml', ({ _migration_params: how }) => {
      Object.assign(how, { use_nbdkit_direct: true, verify: ['active', 'port_22'] });
    });
  });
  after('leaves nothing', async () => {
    await moves.close();
    await sshd.stop();
  });

  it('is moved, and no server of NBD listens on TCP', async () => {
    const listened: string[] = [];
    const watch = setInterval(() => {
      const found = execFileSync('ss', ['-Hltnp'], { encoding: 'utf8' }).match(/.*(?:qemu-nbd|nbdkit).*/);
      if (found) listened.push(found[0]);
    }, 250);
    const ended = await moves.move([GUEST], hypervisors).finally(() => {
      clearInterval(watch);
    });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(listened, []);
  });

  it('boots with what was on its disk, and has its data volume', async () => {
    const is = await serverNamed(moves.destination, GUEST);
    const [root, copy] = await volumesOf(moves.destination, is.id);
    assert.equal(root?.['bootable'], 'true');
    assert.equal(
      await firstDifference(volumeFile('source', data), volumeFile('destination', copy?.id ?? '')),
      undefined,
    );
    const within = await openGuest(moves.destination, is.id, floatingAddress(is) ?? '');
    assert.equal(await within.ask('cat /disk/marker'), GUEST);
    await within.close();
  });

  it('left its source off, with its volume, and nothing on the hypervisor', async () => {
    assert.equal((await serverOf(moves.source, guest.id)).status, 'SHUTOFF');
    assert.deepEqual(
      (await volumesOf(moves.source, guest.id)).map(({ id }) => id),
      [data],
    );
    assert.deepEqual(
      readdirSync('/tmp').filter((name) => /^drover-copy-\w+-image$/.test(name)),
      [],
    );
  });

  it('finds nothing to do in a second run', async () => {
    moves.forget();
    const again = await moves.move([GUEST], hypervisors);
    assert.equal(again.code, 0, said(again));
    assert.deepEqual(moves.writes(), []);
  });

  it('is taken back', async () => {
    await moves.takeBack();
    assert.equal((await serverOf(moves.source, guest.id)).status, 'ACTIVE');
    const [, destination] = await moves.inventories();
    assert.deepEqual(destination, moves.initial[1]);
  });
});
