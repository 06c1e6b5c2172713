import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployConversionHost } from '../../../../modules/openstack/conversion/deploy/deploy-host.ts';
import { deployConversionNetwork } from '../../../../modules/openstack/conversion/deploy/deploy-network.ts';
import { conversionKey } from '../../../../modules/openstack/conversion/keys/conversion-key.ts';
import { openConversionHosts } from '../../../../modules/openstack/conversion/open/open-hosts.ts';
import { deleteConversionNetwork } from '../../../../modules/openstack/conversion/remove/delete-network.ts';
import { readHosts } from '../../../../modules/openstack/conversion/hosts-file.ts';
import { changeHosts } from '../../../../modules/openstack/conversion/hosts-file.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../../../clouds/openstack/cloud.ts';
import { runModule, testRun, type Outcome } from '../support/run-module.ts';

const CONSOLE = [
  'cloud-init[400]: -----BEGIN SSH HOST KEY KEYS-----',
  'ssh-ed25519 AAAAC3onconsole root@conv',
  '-----END SSH HOST KEY KEYS-----',
  '',
].join('\n');

describe('conversion hosts, module by module', function () {
  this.timeout(20_000);
  let cloud: LoopbackCloud;
  let restore: () => void;
  let folder: string;

  before(async () => {
    cloud = await startOpenStackCloud({ consoleOf: () => CONSOLE });
    const admin = cloud.tenant('admin', 'admin');
    const image = { name: 'conv', disk_format: 'raw', container_format: 'bare', visibility: 'public' };
    const made = admin.call('POST', '/v2/images', image, 'image');
    // Boundary: an image has an id.
    const { id } = made.body as { readonly id: string };
    const headers = { 'content-type': 'application/octet-stream' };
    admin.call('PUT', `/v2/images/${id}/file`, Buffer.from('an image'), 'image', headers);
    restore = cloud.snapshot();
  });
  after(() => cloud.close());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-deploy-'));
    await runModule(conversionKey, { path: key() }, testRun());
  });
  afterEach(() => {
    restore();
    rmSync(folder, { recursive: true });
  });

  const key = (): string => join(folder, 'conversion', 'ssh.key');
  const hostsFile = (): string => join(folder, 'conversion', 'hosts.yml');
  const auth = (): object => ({ auth: cloud.auth('src', 'src') });
  const network = (args: object = {}): Promise<Outcome> =>
    runModule(
      deployConversionNetwork,
      { side: 'source', external_network: 'public', private_key: key(), ...auth(), ...args },
      testRun(),
    );
  const host = (args: object = {}): Promise<Outcome> =>
    runModule(
      deployConversionHost,
      {
        side: 'source',
        name: 'conv',
        image: 'conv',
        flavor: 'm1.small',
        network: 'os_migrate_conv',
        secgroup_name: 'os_migrate_conv',
        keypair_name: 'os_migrate_conv',
        external_network: 'public',
        private_key: key(),
        data_dir: folder,
        ...auth(),
        ...args,
      },
      testRun(),
    );
  const tenant = (): ReturnType<LoopbackCloud['tenant']> => cloud.tenant('src', 'src');
  const server = () => cloud.state.compute.servers.all()[0];
  const hosts = () => readHosts(hostsFile(), testRun().context.controller.files);

  it('use a network that is there, and its addresses where no floating IP is asked for', async () => {
    const own = tenant().create('networks', { name: 'mine' });
    tenant().create('subnets', { network_id: own.id, ip_version: 4, cidr: '198.51.100.0/24' });
    await network({ network: 'mine', external_network: null });
    assert.equal(tenant().list('routers').length, 0);
    await host({ network: 'mine', external_network: null });
    const [written] = await hosts();
    assert.match(written?.address ?? '', /^198\.51\.100\.\d+$/);
    assert.equal(tenant().list('floatingips').length, 0);
    assert.equal((await host({ network: 'mine', external_network: null })).plan?.action, 'unchanged');
  });

  it('get the floating IP that is named, whether it is there or not yet', async () => {
    const [outside] = tenant().list('networks', 'name=public');
    const mine = tenant().create('floatingips', { floating_network_id: outside?.id });
    const address = String(mine['floating_ip_address']);
    await network();
    await host({ floating_ip_address: address });
    assert.equal((await hosts())[0]?.address, address);
    assert.equal(tenant().list('floatingips').length, 1);
    assert.equal((await host({ floating_ip_address: address })).plan?.action, 'unchanged');
  });

  it('show their own key on the console, where that is chosen', async () => {
    await network();
    await host({ host_keys: 'console' });
    assert.deepEqual((await hosts())[0]?.host_keys, ['ssh-ed25519 AAAAC3onconsole']);
    const data = Buffer.from(server()?.user_data ?? '', 'base64').toString('utf8');
    assert.ok(!data.includes('PRIVATE KEY'));
    assert.equal((await host({ host_keys: 'console' })).plan?.action, 'unchanged');
  });

  it('boot from a volume, in a zone, with a disk of what they are told, where that is asked for', async () => {
    await network();
    await host({ boot_from_volume: true, volume_size: 7, availability_zone: 'nova', config_drive: true });
    const made = server();
    assert.equal(made?.image_id, '');
    assert.equal(made.availability_zone, 'nova');
    assert.equal(made.config_drive, true);
    assert.deepEqual(
      cloud.state.volume.volumes.all().map(({ size }) => size),
      [7],
    );
  });

  it('are made anew where somebody has deleted the server, with the port and address that are left', async () => {
    await network();
    await host();
    const [before] = await hosts();
    tenant().call('DELETE', `/v2.1/servers/${before?.server_id ?? ''}`, undefined, 'compute');
    tenant().call('GET', `/v2.1/servers/${before?.server_id ?? ''}`, undefined, 'compute');
    await host();
    const [after] = await hosts();
    assert.notEqual(after?.server_id, before?.server_id);
    assert.equal(after?.address, before?.address);
    assert.notDeepEqual(after?.host_keys, before?.host_keys);
  });

  it('are found when the answer to their making was lost', async () => {
    await network();
    cloud.faults.add({
      kind: 'reset',
      after: true,
      match: { service: 'compute', method: 'POST', path: /\/servers$/ },
    });
    await host();
    assert.equal(cloud.state.compute.servers.all().length, 1);
    assert.equal((await hosts())[0]?.server_id, server()?.id);
  });

  const refusals: readonly (readonly [string, object, RegExp])[] = [
    ['an image that is not there', { image: 'con' }, /no image "con".*Did you mean "conv"/],
    ['a flavor that is not there', { flavor: 'm1.smal' }, /no flavor "m1\.smal".*Did you mean "m1\.small"/],
    ['a network that is not there', { network: 'elsewhere' }, /no network "elsewhere"/],
    ['a security group that is not there', { secgroup_name: 'none' }, /no security group "none"/],
    [
      'an address that nobody has',
      { floating_ip_address: '203.0.113.1', external_network: null },
      /no free floating IP 203\.0\.113\.1/,
    ],
  ];
  for (const [what, args, message] of refusals) {
    it(`refuse ${what}, and write nothing`, async () => {
      await network();
      cloud.resetCalls();
      await assert.rejects(host(args), message);
      assert.equal(cloud.calls.writes, 0);
    });
  }

  it('refuse a server that drover has not made, and one in ERROR', async () => {
    await network();
    const [own] = tenant().list('networks', 'name=os_migrate_conv');
    const [image] = cloud.state.image.images.all();
    const body = {
      name: 'conv',
      flavorRef: '42',
      imageRef: image?.id,
      networks: [{ uuid: own?.id }],
    };
    const told = tenant().call('POST', '/v2.1/servers', { server: body }, 'compute');
    assert.equal(told.status, 202, JSON.stringify(told.body));
    assert.equal(cloud.state.compute.servers.all().length, 1);
    await assert.rejects(host(), /server "conv" .* that drover has not made/);
    restore();
    await network();
    await host();
    const made = server();
    assert.ok(made);
    cloud.state.compute.servers.replace({ ...made, vm_state: 'error' });
    await assert.rejects(host(), /is in ERROR/);
  });

  it('need a way outside, and a key of their own', async () => {
    await assert.rejects(
      network({ external_network: null }),
      /need a way outside, and os_migrate_src_conversion_external_network_name/,
    );
    tenant().call(
      'POST',
      '/v2.1/os-keypairs',
      {
        keypair: {
          name: 'os_migrate_conv',
          public_key: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHQmSL+PHUZjzJlKG6xvVhEEngoqRItM0trZHibeMCA1 x',
        },
      },
      'compute',
    );
    await assert.rejects(network(), /keypair "os_migrate_conv" with another key/);
  });

  it('let in drover from where it comes, and take back what is not needed any more', async () => {
    const open = (args: object): Promise<Outcome> =>
      runModule(
        openConversionHosts,
        {
          side: 'source',
          secgroup_name: 'os_migrate_conv',
          conversion_hosts_file: hostsFile(),
          ...auth(),
          ...args,
        },
        testRun(),
      );
    const prefixes = (): readonly unknown[] =>
      tenant()
        .list('security-group-rules', 'direction=ingress&protocol=tcp')
        .map((rule) => rule['remote_ip_prefix'])
        .sort();
    await network();
    // This computer, as the cloud sees it.
    await open({});
    assert.deepEqual(prefixes(), ['127.0.0.1/32']);
    await open({ ssh_from: ['192.0.2.9', '2001:db8::/64'] });
    assert.deepEqual(prefixes(), ['192.0.2.9/32', '2001:db8::/64']);
    assert.equal((await open({ ssh_from: ['192.0.2.9/32', '2001:db8::/64'] })).plan?.action, 'unchanged');
    await changeHosts(hostsFile(), testRun().context, () => [
      {
        side: 'destination',
        name: 'far',
        server_id: '1',
        address: '203.0.113.5',
        port: 22,
        user: 'a',
        private_key: 'k',
        host_keys: ['ssh-ed25519 AAAA'],
      },
    ]);
    await open({ ssh_from: ['192.0.2.9'] });
    assert.deepEqual(prefixes(), ['192.0.2.9/32', '203.0.113.5/32']);
    await assert.rejects(
      open({ ssh_from: ['here'] }),
      /"here" in os_migrate_conversion_ssh_from is no network/,
    );
    // What a person has added is his.
    const [group] = tenant().list('security-groups', 'name=os_migrate_conv');
    const rule = {
      security_group_id: group?.id,
      direction: 'ingress',
      protocol: 'tcp',
      port_range_min: 22,
      port_range_max: 22,
      remote_ip_prefix: '198.51.100.0/24',
    };
    tenant().create('security-group-rules', rule);
    await open({ ssh_from: ['192.0.2.9'] });
    assert.ok(prefixes().includes('198.51.100.0/24'));
  });

  it('leave a network on which somebody else is', async () => {
    const remove = (): Promise<Outcome> =>
      runModule(deleteConversionNetwork, { side: 'source', private_key: key(), ...auth() }, testRun());
    await network();
    const [own] = tenant().list('networks', 'name=os_migrate_conv');
    const port = tenant().create('ports', { network_id: own?.id, name: 'mine' });
    const { plan } = await remove();
    assert.match((plan?.warnings ?? []).join(' '), new RegExp(`network "os_migrate_conv" stays.*${port.id}`));
    assert.equal(tenant().list('networks', 'name=os_migrate_conv').length, 1);
    assert.equal(tenant().list('security-groups', 'name=os_migrate_conv').length, 0);
    tenant().remove('ports', port.id);
    await remove();
    assert.equal(tenant().list('networks', 'name=os_migrate_conv').length, 0);
    assert.equal(tenant().list('routers').length, 0);
  });
});
