import assert from 'node:assert/strict';
import { DroverError } from '../../../../../engine/diagnostics/drover-error.ts';
import { createServer } from '../../../../../modules/openstack/workload/server/create-server.ts';
import { makePorts } from '../../../../../modules/openstack/workload/server/make-ports.ts';
import type { CloudOptions } from '../../../../clouds/openstack/cloud.ts';
import { at } from '../../../../clouds/contract/words.ts';
import {
  diskOf,
  MAC,
  openRun,
  requestOf,
  SOURCE,
  startDestination,
  type Destination,
} from './destination.ts';

describe('A server at the destination', () => {
  let there: Destination;
  const start = async (options: CloudOptions = {}, user?: readonly [string, string]): Promise<void> => {
    there = await startDestination(options, user);
  };
  afterEach(() => there.close());
  const portsOf = (id: string) => there.tenant.list('ports', `device_id=${id}`);
  const servers = (): number => there.cloud.state.compute.servers.size();

  it('has the port of the source, with MAC address and address, and what hangs on it', async () => {
    await start();
    const group = there.tenant.create('security-groups', { name: 'web' }).id;
    const request = requestOf(there, {
      wanted: {
        description: 'the shop',
        metadata: { tier: 'front' },
        tags: ['a', 'b'],
        config_drive: true,
        user_data: 'IyEvYmluL3NoCg==',
        availability_zone: 'nova',
        disk_config: 'MANUAL',
        accessIPv4: '192.0.2.9',
        ports: [
          {
            source_id: 'port-1',
            network_id: there.network,
            mac_address: MAC.toUpperCase(),
            fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.7.0.50' }],
            name: 'front',
            description: 'in front',
            security_groups: [group],
            allowed_address_pairs: [{ ip_address: '10.7.0.99', mac_address: null }],
            extra_dhcp_opts: [{ opt_name: 'mtu', opt_value: '1400', ip_version: 4 }],
            dns_name: 'shop',
            tags: ['one'],
            'binding:vnic_type': 'normal',
            'binding:profile': { capabilities: ['switchdev'] },
            tag: 'nic1',
            trunk: null,
          },
        ],
      },
    });
    const server = await createServer(request);
    assert.equal(server['status'], 'ACTIVE');
    const [port, ...others] = portsOf(String(server['id']));
    assert.deepEqual(others, []);
    assert.deepEqual(
      {
        mac: port?.['mac_address'],
        address: at(port, 'fixed_ips.0.ip_address'),
        name: port?.['name'],
        description: port?.['description'],
        groups: port?.['security_groups'],
        pairs: port?.['allowed_address_pairs'],
        dns: port?.['dns_name'],
        tags: port?.['tags'],
        options: port?.['extra_dhcp_opts'],
      },
      {
        mac: MAC,
        address: '10.7.0.50',
        name: 'front',
        description: 'in front',
        groups: [group],
        pairs: [{ ip_address: '10.7.0.99', mac_address: MAC }],
        dns: 'shop',
        tags: ['one'],
        options: [{ opt_name: 'mtu', opt_value: '1400', ip_version: 4 }],
      },
    );
    const row = there.cloud.state.compute.servers.get(String(server['id']));
    assert.deepEqual(
      {
        description: row?.description,
        metadata: row?.metadata,
        tags: row?.tags,
        drive: row?.config_drive,
        data: row?.user_data,
        zone: row?.availability_zone,
        auto: row?.isAutoDisk,
        access: row?.access_ip_v4,
        nic: row?.interfaces[0]?.tag,
      },
      {
        description: 'the shop',
        metadata: { tier: 'front' },
        tags: ['a', 'b'],
        drive: true,
        data: 'IyEvYmluL3NoCg==',
        zone: 'nova',
        auto: false,
        access: '192.0.2.9',
        nic: 'nic1',
      },
    );
    assert.deepEqual(request.warnings, [
      'port 1: binding_profile is left out: only an administrator may set it.',
    ]);
  });

  it('leaves no secret in the journal', async () => {
    await start();
    await createServer(requestOf(there, { wanted: { user_data: 'c2VjcmV0IHdvcmRz' } }));
    const text = JSON.stringify(there.run.journal);
    assert.doesNotMatch(text, /c2VjcmV0IHdvcmRz|adminPass/);
    assert.match(text, /16 characters/);
  });

  it('takes another MAC address and address where they are not to be kept', async () => {
    await start();
    const server = await createServer(requestOf(there, { params: { keepMac: false, keepFixedIp: false } }));
    const [port] = portsOf(String(server['id']));
    assert.notEqual(port?.['mac_address'], MAC);
    assert.equal(at(port, 'fixed_ips.0.subnet_id'), there.subnet);
  });

  it('puts its ports into the groups of the server where a record of OS-Migrate says none', async () => {
    await start();
    const group = there.tenant.create('security-groups', { name: 'web' }).id;
    const server = await createServer(requestOf(there, { wanted: { security_groups: [group] } }));
    assert.deepEqual(portsOf(String(server['id']))[0]?.['security_groups'], [group]);
  });

  it('has no network where it had none', async () => {
    await start();
    const server = await createServer(requestOf(there, { wanted: { ports: [] } }));
    assert.deepEqual(portsOf(String(server['id'])), []);
  });

  it('has the trunk that hangs on its port, with the sub-ports that are there', async () => {
    await start();
    const other = there.tenant.create('networks', { name: 'tagged' }).id;
    const sub = there.tenant.create('ports', { network_id: other, name: 'sub' }).id;
    const request = requestOf(there, {
      wanted: {
        ports: [
          {
            network_id: there.network,
            mac_address: MAC,
            trunk: {
              name: 't',
              tags: ['x'],
              sub_ports: [
                { port_id: sub, segmentation_type: 'vlan', segmentation_id: 7 },
                { port_id: 'gone', segmentation_type: 'vlan', segmentation_id: 8 },
              ],
            },
          },
        ],
      },
    });
    const server = await createServer(request);
    const [port] = portsOf(String(server['id']));
    assert.equal(at(port, 'trunk_details.sub_ports.0.port_id'), sub);
    assert.equal(at(there.tenant.list('trunks'), '0.tags.0'), 'x');
    assert.match(request.warnings.join(), /1 of the 2 sub-ports of its trunk are left out/);
  });

  describe('whose ports Nova makes', () => {
    it('has the addresses of the source, also where a port has several', async () => {
      await start();
      const group = there.tenant.create('security-groups', { name: 'web' }).id;
      const request = requestOf(there, {
        params: { portCreationMode: 'nova' },
        wanted: {
          security_groups: [group],
          ports: [
            {
              network_id: there.network,
              mac_address: MAC,
              name: 'front',
              tag: 'nic1',
              fixed_ips: [
                { subnet_id: there.subnet, ip_address: '10.7.0.50' },
                { subnet_id: there.subnet, ip_address: '10.7.0.51' },
              ],
            },
          ],
        },
      });
      const server = await createServer(request);
      const [port] = portsOf(String(server['id']));
      const addresses = (port?.['fixed_ips'] as readonly { ip_address: string }[]).map((ip) => ip.ip_address);
      assert.deepEqual(addresses.sort(), ['10.7.0.50', '10.7.0.51']);
      assert.deepEqual(port?.['security_groups'], [group]);
      assert.notEqual(port['mac_address'], MAC);
      assert.match(request.warnings.join(), /leaves out: its MAC address, its name/);
    });
  });

  it('boots from its volume and has the others in the order of the source', async () => {
    await start();
    const [boot, second, third] = [there.volume(), there.volume(), there.volume()];
    const server = await createServer(
      requestOf(there, {
        disks: [
          diskOf({ volume: third }, { device: '/dev/vdc' }),
          diskOf({ volume: boot }, { bootIndex: 0, device: '/dev/sda', deleteOnTermination: true }),
          diskOf({ volume: second }, { device: '/dev/vdb', tag: 'data' }),
        ],
      }),
    );
    const { attachments = [] } = there.cloud.state.compute.servers.get(String(server['id'])) ?? {};
    assert.deepEqual(
      attachments.map((one) => [one.volume_id, one.isRoot, one.tag, one.delete_on_termination]),
      [
        [boot, true, null, true],
        [second, false, 'data', false],
        [third, false, null, false],
      ],
    );
  });

  it('keeps a volume that is to go with it until it is there: a failed build would delete it', async () => {
    await start({ fateOf: (work) => (work === 'create' ? { fails: 'No space left' } : undefined) });
    const boot = there.volume();
    await assert.rejects(
      createServer(
        requestOf(there, { disks: [diskOf({ volume: boot }, { bootIndex: 0, deleteOnTermination: true })] }),
      ),
    );
    const body = there.get(`/v3/${there.tenant.projectId}/volumes/${boot}`, 'block-storage');
    assert.equal(at(body, 'volume.status'), 'available');
  });

  it('is an error that says why where it goes to ERROR, and nothing of it is left', async () => {
    await start({
      fateOf: (work) => (work === 'create' ? { fails: 'No valid host was found.' } : undefined),
    });
    const before = there.cloud.state.network.ports.size();
    await assert.rejects(createServer(requestOf(there)), (error) => {
      assert.ok(error instanceof DroverError);
      assert.equal(error.code, 'server-error');
      assert.match(
        error.message,
        /^server "web" \([\da-f-]{36}\) at destination \([\d.:]+\) did not come up: .*No valid host was found\. It was removed again, and so was its port\.$/,
      );
      assert.match(error.diagnostic.help ?? '', /found no machine/);
      return true;
    });
    assert.equal(servers(), 0);
    assert.equal(there.cloud.state.network.ports.size(), before);
  });

  it('is removed where it takes too long', async () => {
    await start({ fateOf: (work) => (work === 'create' ? 'stuck' : undefined) });
    const before = there.cloud.state.network.ports.size();
    await assert.rejects(createServer(requestOf(there, { timeoutMs: 300 })), {
      code: 'server-error',
      message: /is BUILD after 0 seconds \(os_migrate_timeout\)/,
    });
    assert.equal(servers(), 0);
    assert.equal(there.cloud.state.network.ports.size(), before);
  });

  it('is made once where the answer to the call that makes it is lost', async () => {
    await start();
    there.cloud.faults.add({
      kind: 'reset',
      after: true,
      match: { service: 'compute', method: 'POST', path: /\/servers$/ },
    });
    const server = await createServer(requestOf(there));
    assert.equal(server['status'], 'ACTIVE');
    assert.equal(servers(), 1);
  });

  it('leaves no port where Nova refuses it', async () => {
    await start({ computeQuotas: { instances: 0 } });
    const before = there.cloud.state.network.ports.size();
    await assert.rejects(createServer(requestOf(there)), { code: 'openstack-quota' });
    assert.equal(there.cloud.state.network.ports.size(), before);
  });

  it('is not made where its address is somebody else’s', async () => {
    await start();
    there.tenant.create('ports', {
      network_id: there.network,
      device_id: 'another',
      device_owner: 'compute:nova',
      fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.7.0.50' }],
    });
    await assert.rejects(createServer(requestOf(there)), {
      code: 'resource-conflict',
      message: /server "web": port 1 cannot have its address: port .* has it, for compute:nova/,
    });
    assert.equal(servers(), 0);
  });

  it('takes a port that was made for it by hand, and sets it', async () => {
    await start();
    const port = there.tenant.create('ports', { network_id: there.network, mac_address: MAC, name: 'old' });
    const request = requestOf(there, {
      wanted: {
        ports: [
          {
            network_id: there.network,
            mac_address: MAC,
            name: 'front',
            fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.7.0.50' }],
          },
        ],
      },
    });
    const server = await createServer(request);
    const [mine] = portsOf(String(server['id']));
    assert.equal(mine?.id, port.id);
    assert.equal(mine['name'], 'front');
    assert.equal(at(mine, 'fixed_ips.0.ip_address'), '10.7.0.50');
  });

  it('is stopped and locked where it is to be so', async () => {
    await start();
    const request = requestOf(there, {
      params: { postMigration: { source: 'keep', days: 0, destination: 'stopped' } },
      wanted: { locked: true, locked_reason: 'do not touch' },
    });
    const server = await createServer(request);
    assert.equal(server['status'], 'SHUTOFF');
    assert.equal(server['locked'], true);
    assert.equal(server['locked_reason'], 'do not touch');
  });

  it('has what an older Nova can give it, and the rest is told', async () => {
    await start({ computeVersion: '2.35' });
    const boot = there.volume();
    const request = requestOf(there, {
      disks: [diskOf({ volume: boot }, { bootIndex: 0, deleteOnTermination: true, tag: 'root' })],
      wanted: { description: 'd', tags: ['a'], hostname: 'other' },
    });
    const server = await createServer(request);
    assert.equal(server['description'], 'd');
    assert.deepEqual(
      request.warnings.map((words) => words.replace(/destination \([\d.:]+\)/, 'destination')),
      [
        'tags of devices are left out: destination does not speak microversion 2.42.',
        'its tags are left out: destination does not speak microversion 2.52.',
        'its host name is left out: destination does not speak microversion 2.90.',
        'delete_on_termination is left out: destination does not speak microversion 2.85, so a volume stays when the server is deleted.',
      ],
    );
  });

  it('says what it waits for', async () => {
    await start();
    const request = requestOf(there, {
      params: {
        verify: [{ check: 'active' }],
        postMigration: { source: 'keep', days: 0, destination: 'stopped' },
      },
    });
    await createServer(request);
    assert.deepEqual(request.stages, [
      'ports',
      'server',
      'boot',
      'network',
      'checks active',
      'stop at the destination',
    ]);
  });

  describe('of a run that was cut off', () => {
    const again = async (before: Destination): Promise<Destination> => ({
      ...before,
      ...(await openRun(before.cloud, ['dst', 'dst'], before.run)),
    });

    it('is gone on with: nothing is made twice', async () => {
      await start();
      const server = await createServer(requestOf(there));
      const later = await again(there);
      there.cloud.resetCalls();
      const same = await createServer(requestOf(later));
      assert.equal(same['id'], server['id']);
      assert.equal(there.cloud.calls.writes, 0);
      await later.run.close();
    });

    it('takes the ports that were made, also those whose addresses the cloud chose', async () => {
      await start();
      const params = { keepMac: false, keepFixedIp: false };
      await makePorts(requestOf(there, { params }), () => undefined);
      const [port] = there.tenant.list('ports', `network_id=${there.network}&device_owner=`);
      // One of the same words that somebody else has made.
      there.tenant.create('ports', { network_id: there.network });
      const later = await again(there);
      const server = await createServer(requestOf(later, { params }));
      assert.deepEqual(
        portsOf(String(server['id'])).map(({ id }) => id),
        [port?.id],
      );
      await later.run.close();
    });

    it('leaves its ports to the next run where it is interrupted', async () => {
      await start({ fateOf: (work) => (work === 'create' ? 'stuck' : undefined) });
      const stop = new AbortController();
      const request = requestOf(there, { signal: stop.signal });
      const interrupted = createServer({
        ...request,
        onStage: (text) => {
          if (text === 'boot') stop.abort(new Error('stopped'));
        },
      });
      await assert.rejects(interrupted, /stopped/);
      assert.equal(servers(), 1);
      assert.equal(there.tenant.list('ports', `mac_address=${MAC}`).length, 1);
    });

    it('is removed and made anew where it is in ERROR', async () => {
      let isBroken = true;
      await start({
        fateOf: (work) => (work === 'create' && isBroken ? { fails: 'the host died' } : undefined),
      });
      // The run ended before it could remove it.
      const port = there.tenant.create('ports', { network_id: there.network, mac_address: MAC });
      const made = there.tenant.call(
        'POST',
        '/v2.1/servers',
        { server: { name: 'web', flavorRef: '1', imageRef: there.image, networks: [{ port: port.id }] } },
        'compute',
        { 'openstack-api-version': 'compute 2.90' },
      ).body;
      const id = String(at(made, 'server.id'));
      const { journal } = there.run.context;
      const number = await journal.intend({
        operation: 'create',
        kind: 'openstack.server',
        name: 'server "web"',
        project: there.tenant.projectId,
        source: SOURCE,
      });
      await journal.done(number, { id });
      there.get(`/v2.1/servers/${id}`);
      isBroken = false;
      const later = await again(there);
      const request = requestOf(later);
      const server = await createServer(request);
      assert.notEqual(server['id'], id);
      assert.equal(server['status'], 'ACTIVE');
      assert.equal(servers(), 1);
      assert.match(request.warnings.join(), /is in ERROR \(.*the host died\): it is removed, and made anew/);
      await later.run.close();
    });

    it('is left alone where it has run, and is in ERROR since', async () => {
      await start();
      const server = await createServer(requestOf(there));
      const row = there.cloud.state.compute.servers.get(String(server['id']))!;
      const fault = { code: 500, message: 'disk is gone', created_at: row.created_at };
      there.cloud.state.compute.servers.replace({ ...row, vm_state: 'error', fault });
      const later = await again(there);
      await assert.rejects(createServer(requestOf(later)), {
        code: 'server-error',
        message: /which an earlier run has made at .*, ran and is in ERROR now: disk is gone/,
      });
      assert.equal(servers(), 1);
      await later.run.close();
    });

    it('is waited for where it is still being built', async function () {
      this.timeout(20_000);
      await start({ serverRequestsUntilDone: 8 });
      const stop = new AbortController();
      const request = requestOf(there, { signal: stop.signal });
      await assert.rejects(
        createServer({
          ...request,
          onStage: (text) => {
            if (text === 'boot') stop.abort(new Error('stopped'));
          },
        }),
      );
      const later = await again(there);
      const last = requestOf(later, { timeoutMs: 20_000 });
      const server = await createServer(last);
      assert.equal(last.stages[0], 'boot');
      assert.equal(server['status'], 'ACTIVE');
      assert.equal(servers(), 1);
      await later.run.close();
    });

    it('is known by its port where the answer to the call that made it was lost', async () => {
      await start();
      const port = there.tenant.create('ports', { network_id: there.network, mac_address: MAC });
      const made = there.tenant.call(
        'POST',
        '/v2.1/servers',
        { server: { name: 'web', flavorRef: '1', imageRef: there.image, networks: [{ port: port.id }] } },
        'compute',
        { 'openstack-api-version': 'compute 2.90' },
      ).body;
      await there.run.context.journal.intend({
        operation: 'create',
        kind: 'openstack.server',
        name: 'server "web"',
        project: there.tenant.projectId,
        source: SOURCE,
      });
      const later = await again(there);
      const server = await createServer(requestOf(later));
      assert.equal(server['id'], at(made, 'server.id'));
      assert.equal(servers(), 1);
      await later.run.close();
    });
  });
});
