import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { HostRecord } from '../../../modules/openstack/conversion/conversion-host.types.ts';
import { readLogin } from '../seed/cloud.ts';
import { clientsOf, type Clients } from '../seed/whole/clients.ts';
import { startCountingProxy, type CountingProxy } from '../support/counting-proxy.ts';
import { buildDrover, drover, recapOf, said, type Ended } from '../support/drover.ts';
import { bringUpGuests } from '../support/guests.ts';
import { inventory } from '../support/inventory.ts';

const PROJECT = 'partner';
/** Seconds: guests are emulated, and take a minute and more until they answer. */
const PATIENCE = 600;

describe('Conversion hosts on two real clouds', function () {
  this.timeout(2 * PATIENCE * 1000);
  let folder: string;
  let proxy: CountingProxy;
  let clouds: readonly Clients[];
  let initial: readonly unknown[];

  const run = async (...args: readonly string[]): Promise<Ended> => {
    const [command = '', ...rest] = args;
    const ended = await drover([command, ...rest, '-e', `@${join(folder, 'vars.yml')}`], {
      // A login takes seconds where processors are emulated.
      environment: { ANSIBLE_TIMEOUT: '60' },
    });
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };
  const stateOfBoth = (): Promise<readonly unknown[]> => Promise.all(clouds.map(inventory));

  before('brings up two clouds with guests', async () => {
    await bringUpGuests();
    await buildDrover();
    proxy = await startCountingProxy();
    folder = await mkdtemp(join(tmpdir(), 'drover-live-'));
    const login = async (entry: string): Promise<object> => {
      const found = await readLogin(entry);
      return { ...found, auth_url: proxy.through(found.auth_url) };
    };
    const each = (name: string, value: unknown): object => ({
      [`os_migrate_src_conversion_${name}`]: value,
      [`os_migrate_dst_conversion_${name}`]: value,
    });
    const variables = {
      os_migrate_src_auth: await login(`source-${PROJECT}`),
      os_migrate_dst_auth: await login(`destination-${PROJECT}`),
      os_migrate_data_dir: join(folder, 'data'),
      os_migrate_conversion_flavor_name: 'm1.conversion',
      os_migrate_conversion_host_deploy_timeout: PATIENCE,
      ...each('external_network_name', 'public'),
      ...each('image_name', 'conversion'),
      ...each('availability_zone', 'kvm'),
    };
    await writeFile(join(folder, 'vars.yml'), stringify(variables), { mode: 0o600 });
    clouds = await Promise.all([clientsOf('source', PROJECT), clientsOf('destination', PROJECT)]);
    initial = await stateOfBoth();
  });
  after(async () => {
    await proxy.close();
    await rm(folder, { recursive: true });
  });

  it('are planned without a write', async () => {
    proxy.forget();
    await run('plan', 'deploy_conversion_hosts.yml');
    assert.deepEqual(proxy.writes(), []);
  });

  it('are deployed and linked, with the keys that drover gave them', async () => {
    await run('run', 'deploy_conversion_hosts.yml');
    const text = await readFile(join(folder, 'data', 'conversion', 'hosts.yml'), 'utf8');
    // Boundary: drover has written it.
    const { hosts } = parse(text) as { readonly hosts: readonly HostRecord[] };
    assert.deepEqual(
      hosts.map(({ side }) => side),
      ['source', 'destination'],
    );
  });

  it('find nothing to do in a second run', async () => {
    proxy.forget();
    const again = await run('run', 'deploy_conversion_hosts.yml');
    assert.equal(recapOf(again)['changed'], 0);
    assert.deepEqual(proxy.writes(), []);
  });

  it('are ready for work: tools, sudo, and SSH from the one cloud to the other', async () => {
    await run('run', 'check_conversion_hosts.yml');
  });

  it('are removed with all that was made for them', async () => {
    await run('run', 'delete_conversion_hosts.yml');
    assert.deepEqual(await stateOfBoth(), initial);
    proxy.forget();
    await run('run', 'delete_conversion_hosts.yml');
    assert.deepEqual(proxy.writes(), []);
  });
});
