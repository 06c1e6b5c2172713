import assert from 'node:assert/strict';
import type { Tenant } from '../../clouds/openstack/tenant.ts';
import { readExportFile } from '../../../modules/openstack/files/read-export-file.ts';
import { runModule, testRun, type TestRun } from './support/run-module.ts';
import { moduleNamed, startTwoClouds, type TwoClouds } from './support/two-clouds.ts';

/** Files in the order of a migration, with the modules that write and read them. */
const STEPS = [
  ['address_scopes.yml', 'export_address_scope', 'import_address_scope'],
  ['subnet_pools.yml', 'export_subnet_pool', 'import_subnet_pool'],
  ['address_groups.yml', 'export_address_group', 'import_address_group'],
  ['qos_policies.yml', 'export_qos_policy', 'import_qos_policy'],
  ['networks.yml', 'export_network', 'import_network'],
  ['subnets.yml', 'export_subnet', 'import_subnet'],
  ['routers.yml', 'export_router', 'import_router'],
  ['router_interfaces.yml', 'export_router_interfaces', 'import_router_interface'],
  ['rbac_policies.yml', 'export_rbac_policy', 'import_rbac_policy'],
  ['ports.yml', 'export_port', 'import_port'],
  ['floating_ips.yml', 'export_floating_ip', 'import_floating_ip'],
  ['trunks.yml', 'export_trunk', 'import_trunk'],
] as const;

/** An administrator's project with some of everything, and what belongs to servers. */
function seed(tenant: Tenant): void {
  const { id: scope } = tenant.create('address-scopes', { name: 'inside', ip_version: 4 });
  const pool = tenant.create('subnetpools', {
    name: 'pool',
    prefixes: ['10.8.1.0/24', '10.8.0.0/24'],
    default_prefixlen: 26,
    address_scope_id: scope,
  });
  const group = tenant.create('address-groups', { name: 'partners', addresses: ['10.9.0.0/16'] });
  const share = (object_type: string, object_id: string, target_tenant: string) =>
    tenant.create('rbac-policies', { object_type, object_id, action: 'access_as_shared', target_tenant });
  share('subnetpool', pool.id, '*');
  share('address_group', group.id, '*');
  const policy = tenant.create('qos/policies', { name: 'gold', description: 'fast' });
  tenant.call('POST', `/v2.0/qos/policies/${policy.id}/bandwidth_limit_rules`, {
    bandwidth_limit_rule: { max_kbps: 1000, direction: 'ingress' },
  });
  tenant.call('PUT', `/v2.0/policies/${policy.id}/tags`, { tags: ['t'] });

  const net = tenant.create('networks', { name: 'web', qos_policy_id: policy.id }).id;
  const v4 = tenant.create('subnets', { name: 'v4', network_id: net, ip_version: 4, cidr: '10.0.0.0/24' }).id;
  const slaac = { ipv6_address_mode: 'slaac', ipv6_ra_mode: 'slaac' };
  tenant.create('subnets', { name: 'v6', network_id: net, ip_version: 6, cidr: 'fd00::/64', ...slaac });
  const [outside] = tenant.list('networks', 'router:external=true');
  const gateway = { network_id: outside?.id };
  const router = tenant.create('routers', { name: 'edge', external_gateway_info: gateway });
  tenant.act('routers', router.id, 'add_router_interface', { subnet_id: v4 });

  let last = 10;
  const port = (values: object = {}): string =>
    tenant.create('ports', {
      network_id: net,
      fixed_ips: [{ subnet_id: v4, ip_address: `10.0.0.${(last += 1)}` }],
      ...values,
    }).id;
  const parent = port({ name: 'parent' });
  const subs = [port(), port()];
  const vip = port({ name: 'vip', extra_dhcp_opts: [{ opt_name: 'mtu', opt_value: '1400' }] });
  port({ name: 'vip' });
  const ofServer = port({ device_id: 'server-1', device_owner: 'compute:nova' });

  const segments = (ids: readonly string[]) =>
    ids.map((port_id, index) => ({ port_id, segmentation_type: 'vlan', segmentation_id: 100 + index }));
  tenant.create('trunks', { name: 't', port_id: parent, sub_ports: segments(subs) });
  const inUse = tenant.create('trunks', { name: 'of-a-server', port_id: port({ name: 'taken' }) });
  tenant.update('ports', String(inUse['port_id']), { device_id: 'server-2', device_owner: 'compute:nova' });

  const floating = (values: object = {}): string =>
    tenant.create('floatingips', { floating_network_id: outside?.id, ...values }).id;
  floating();
  floating();
  floating({ port_id: vip, description: 'shop' });
  floating({ port_id: ofServer, description: 'of a server' });
  const many = floating({ description: 'many' });
  const forward = (values: object) =>
    tenant.call('POST', `/v2.0/floatingips/${many}/port_forwardings`, {
      port_forwarding: {
        internal_port_id: subs[0],
        internal_ip_address: '10.0.0.12',
        protocol: 'tcp',
        ...values,
      },
    });
  forward({ external_port: 8080, internal_port: 80, description: 'shop' });
  forward({ external_port_range: '100:110', internal_port_range: '200:210' });
}

describe('the further kinds of the network service, from cloud to cloud', function () {
  this.timeout(60_000);
  let clouds: TwoClouds;
  let exported: TestRun;

  before(async () => {
    clouds = await startTwoClouds();
    seed(clouds.source.tenant('admin', 'admin'));
    exported = testRun();
    for (const [file, name] of STEPS) {
      const args = { path: clouds.path(file), auth: clouds.source.auth('admin', 'admin') };
      await runModule(await moduleNamed(name), args, exported);
    }
  });
  after(async () => {
    await exported.close();
    await clouds.close();
  });

  const records = async (file: string) =>
    (await readExportFile(clouds.path(file), exported.context.controller.files)).records.map(
      ({ record }) => record,
    );

  async function importAll(run: TestRun): Promise<readonly string[]> {
    const actions: string[] = [];
    for (const [file, , name] of STEPS) {
      const module = await moduleNamed(name);
      const auth = clouds.destination.auth('admin', 'admin');
      const plans = await Promise.all(
        (await records(file)).map(async (data) => (await runModule(module, { data, auth }, run)).plan),
      );
      actions.push(...plans.map((plan) => plan?.action ?? 'none'));
    }
    return actions;
  }

  it('makes no records of ports that somebody has', async () => {
    const names = (await records('ports.yml')).map(({ params }) => params['name']);
    assert.deepEqual(names.toSorted(), ['', '', 'parent', 'vip', 'vip']);
  });

  it('says that a trunk moves with its server', async () => {
    assert.deepEqual(
      (await records('trunks.yml')).map(({ params }) => params['name']),
      ['t'],
    );
    const said = exported.warnings.filter((warning) => warning.includes('of-a-server'));
    assert.match(said.join(), /its parent port belongs to compute:nova server-2, and moves with that/);
  });

  it('refers to ports without names by their MAC addresses', async () => {
    const [trunk] = await records('trunks.yml');
    assert.match(JSON.stringify(trunk?.params['sub_ports']), /"name":"fa:16:3e:.*"name":"fa:16:3e:/);
  });

  it('leaves floating IPs of servers without a port, with their ids for people', async () => {
    const of = (await records('floating_ips.yml')).find(
      ({ params }) => params['description'] === 'of a server',
    );
    assert.equal(of?.params['port_ref'], undefined);
    assert.equal(of?.params['fixed_ip_address'], undefined);
    assert.equal(of?._info['attached_to'], 'server-1');
  });

  it('brings all of them over, and finds nothing to do the second time, with and without its map', async () => {
    const first = testRun();
    const [made, second, third] = [
      await importAll(first),
      testRun({ state: first.context.state }),
      testRun(),
    ];
    assert.ok(made.filter((action) => action === 'create').length > 20, made.join());
    for (const again of [second, third]) {
      clouds.destination.resetCalls();
      assert.deepEqual(new Set(await importAll(again)), new Set(['unchanged']));
      assert.equal(clouds.destination.calls.writes, 0);
    }
    await Promise.all([first, second, third].map((run) => run.close()));
    const tenant = clouds.destination.tenant('admin', 'admin');
    const own = tenant.list('floatingips');
    assert.equal(own.length, 5);
    const many = own.find((one) => one['description'] === 'many');
    assert.equal((many?.['port_forwardings'] as readonly unknown[]).length, 2);
    assert.equal(tenant.list('ports', 'name=vip').length, 2);
    const [trunk] = tenant.list('trunks');
    assert.equal((trunk?.['sub_ports'] as readonly unknown[]).length, 2);
  });
});
