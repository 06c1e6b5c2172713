import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import type { LoopbackCloud, Tenant } from '../../clouds/openstack/cloud.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

const KINDS =
  'address_scopes,networks,subnets,routers,router_interfaces,rbac_policies,ports,floating_ips,trunks';

describe('drover undo of edits', function () {
  this.timeout(120_000);
  let workspace: Workspace;
  let before_: readonly string[];

  before(async () => {
    workspace = await openWorkspace({ asAdmin: true });
    seed(admin(workspace.source));
    before_ = everything(workspace.destination);
    await workspace.succeed('migrate', '--yes', '--kinds', KINDS);
  });
  after(() => workspace.close());

  it('restores what an edit changed, in the order that the cloud wants', async () => {
    const migrated = everything(workspace.destination);
    edit('trunks.yml', ['sub_ports', 0, 'segmentation_id'], 102);
    edit('ports.yml', ['extra_dhcp_opts'], []);
    edit('floating_ips.yml', ['port_forwardings', 0, 'external_port'], 2223);
    edit('address_scopes.yml', ['is_shared'], true);
    await workspace.succeed('run', 'import_all.yml', '-e', kinds());
    const edited = everything(workspace.destination);
    for (const text of ['"segmentation_id":102', '"external_port":2223', '"extra_dhcp_opts":[]'])
      assert.ok(
        edited.some((line) => line.includes(text)),
        text,
      );
    const { stderr } = await workspace.succeed('undo', 'last', '--yes');
    assert.match(stderr, /address scope "scope": It cannot be taken back: Neutron does not let/);
    const isOfScope = (line: string): boolean => /"scope"|address_scope/.test(line);
    assert.deepEqual(
      everything(workspace.destination).filter((line) => !isOfScope(line)),
      migrated.filter((line) => !isOfScope(line)),
    );
  });

  it('removes afterwards what the migration made, with what belongs to it', async () => {
    const { stdout } = await workspace.succeed('runs', '--output', 'json');
    // Boundary: the output of drover.
    const [migration] = JSON.parse(stdout) as readonly { readonly id: string }[];
    await workspace.succeed('undo', migration?.id ?? '', '--yes');
    assert.deepEqual(everything(workspace.destination), before_);
  });

  /** Changes the first record that has such a field, and something in it. */
  function edit(file: string, at: readonly (string | number)[], value: unknown): void {
    const path = join(workspace.dataDir, file);
    const document = parseDocument(readFileSync(path, 'utf8'));
    // Boundary: the shape of an export file.
    const { resources } = document.toJS() as { resources: { params: Record<string, unknown> }[] };
    const index = resources.findIndex(({ params }) => {
      const field = params[at[0] ?? ''];
      return Array.isArray(field) ? field.length > 0 : field !== undefined;
    });
    document.setIn(['resources', index, 'params', ...at], value);
    writeFileSync(path, document.toString());
  }
});

function kinds(): string {
  return JSON.stringify({ os_migrate_kinds: KINDS.split(',') });
}

function admin(cloud: LoopbackCloud): Tenant {
  return cloud.tenant('admin', 'admin');
}

/** A trunk, options of DHCP, a floating IP with a forwarding, and things that all may use. */
function seed(tenant: Tenant): void {
  tenant.create('address-scopes', { name: 'scope', ip_version: 4 });
  const net = tenant.create('networks', { name: 'net', shared: true });
  const subnet = tenant.create('subnets', {
    network_id: net.id,
    ip_version: 4,
    cidr: '10.1.0.0/24',
    name: 'v4',
  });
  const [outside] = tenant.list('networks', 'router:external=true');
  const router = tenant.create('routers', {
    name: 'r',
    external_gateway_info: { network_id: outside?.id ?? '' },
  });
  tenant.act('routers', router.id, 'add_router_interface', { subnet_id: subnet.id });
  const port = (name: string, last: number, more: object = {}): string =>
    tenant.create('ports', {
      name,
      network_id: net.id,
      fixed_ips: [{ subnet_id: subnet.id, ip_address: `10.1.0.${last}` }],
      ...more,
    }).id;
  const parent = port('parent', 10);
  const child = port('child', 11);
  tenant.create('trunks', {
    name: 'trunk',
    port_id: parent,
    sub_ports: [{ port_id: child, segmentation_type: 'vlan', segmentation_id: 101 }],
  });
  const doors = port('doors', 12, {
    extra_dhcp_opts: [{ opt_name: 'bootfile-name', opt_value: 'a', ip_version: 4 }],
  });
  const address = tenant.create('floatingips', { floating_network_id: outside?.id ?? '' });
  const { status } = tenant.call('POST', `/v2.0/floatingips/${address.id}/port_forwardings`, {
    port_forwarding: {
      protocol: 'tcp',
      external_port: 2222,
      internal_port: 22,
      internal_ip_address: '10.1.0.12',
      internal_port_id: doors,
    },
  });
  assert.equal(status, 201);
}

/** Everything that can be listed, without what changes by looking, and without ids of what may be made again. */
function everything(cloud: LoopbackCloud): readonly string[] {
  const tenant = admin(cloud);
  const collections = [
    'address-scopes',
    'networks',
    'subnets',
    'routers',
    'ports',
    'floatingips',
    'trunks',
    'rbac-policies',
  ];
  return (
    collections
      .flatMap((collection) => tenant.list(collection))
      .map((body) => JSON.stringify(body, (key, value: unknown) => (CHANGING.has(key) ? undefined : value)))
      // One that is made again has another id.
      .map((text) => text.replaceAll(/("port_forwardings":\[\{)"id":"[^"]*",/g, '$1'))
      .sort()
  );
}

const CHANGING = new Set(['revision_number', 'updated_at', 'created_at']);
