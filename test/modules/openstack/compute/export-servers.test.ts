import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { at } from '../../../clouds/contract/words.ts';
import type { JsonObject } from '../../../clouds/openstack/http/exchange.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../../../clouds/openstack/cloud.ts';
import { runPackaged, type PlaybookRun } from '../support/run-playbook.ts';

/* Servers of all sorts on a cloud that keeps the rules of Nova, Cinder and Neutron, exported by the packaged playbook. */

describe('servers are exported', function () {
  this.timeout(20_000);
  let cloud: LoopbackCloud;
  let folder: string;

  before(async () => {
    cloud = await startOpenStackCloud();
    seed();
  });
  after(() => cloud.close());
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-servers-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const call = (
    method: string,
    path: string,
    body?: unknown,
    service = 'compute',
    version = 'latest',
  ): unknown => {
    const headers = { 'openstack-api-version': `${service} ${version}` };
    const reply = cloud.tenant('src', 'src').call(method, path, body, service, headers);
    assert.ok(reply.status < 300, JSON.stringify(reply.body));
    return reply.body;
  };

  function volume(values: JsonObject): string {
    const path = `/v3/${cloud.projectId('src')}/volumes`;
    const id = String(
      at(call('POST', path, { volume: { size: 1, ...values } }, 'block-storage', '3.59'), 'volume.id'),
    );
    // Each look brings it a step further.
    for (let look = 0; look < 3; look += 1) call('GET', `${path}/${id}`, undefined, 'block-storage', '3.59');
    return id;
  }

  function server(values: JsonObject, hints: JsonObject = {}): string {
    const body = { server: { flavorRef: '1', networks: 'none', ...values }, 'os:scheduler_hints': hints };
    const id = String(at(call('POST', '/v2.1/servers', body), 'server.id'));
    call('GET', `/v2.1/servers/${id}`);
    return id;
  }

  function seed(): void {
    const tenant = cloud.tenant('src', 'src');
    const image = cloud.state.image.images.all()[0]?.id ?? '';
    const net = tenant.create('networks', { name: 'web-net' }).id;
    const subnet = tenant.create('subnets', {
      name: 'web-sub',
      network_id: net,
      cidr: '10.0.0.0/24',
      ip_version: 4,
    }).id;
    const group = tenant.create('security-groups', { name: 'web' }).id;
    const port = tenant.create('ports', {
      network_id: net,
      name: 'front',
      security_groups: [group],
      fixed_ips: [{ subnet_id: subnet, ip_address: '10.0.0.50' }],
      allowed_address_pairs: [{ ip_address: '10.0.0.200' }],
    }).id;
    const parent = tenant.create('ports', { network_id: net, name: 'parent' }).id;
    const sub = tenant.create('ports', { network_id: net, name: 'sub' }).id;
    tenant.create('trunks', {
      name: 'lines',
      port_id: parent,
      sub_ports: [{ port_id: sub, segmentation_type: 'vlan', segmentation_id: 5 }],
    });
    const apart = at(
      call('POST', '/v2.1/os-server-groups', {
        server_group: { name: 'apart', policy: 'soft-anti-affinity' },
      }),
      'server_group.id',
    );
    const full = server(
      {
        name: 'full',
        imageRef: image,
        description: 'all of it',
        metadata: { role: 'web' },
        tags: ['b', 'a'],
        config_drive: true,
        user_data: 'aGk=',
        hostname: 'other',
        networks: [{ port, tag: 'nic' }, { port: parent }],
      },
      { group: String(apart) },
    );
    call('POST', `/v2.1/servers/${full}/os-volume_attachments`, {
      volumeAttachment: { volumeId: volume({ name: 'data' }), tag: 'disk', delete_on_termination: true },
    });
    call('POST', `/v2.1/servers/${full}/action`, { 'os-stop': null });
    call('GET', `/v2.1/servers/${full}`);
    const boot = volume({ name: 'root', imageRef: image });
    server({
      name: 'from-volume',
      block_device_mapping_v2: [
        {
          uuid: boot,
          source_type: 'volume',
          destination_type: 'volume',
          boot_index: 0,
          delete_on_termination: true,
        },
      ],
    });
    server({ name: 'bare', imageRef: image });
  }

  const run = async (variables: object = {}, user: 'src' | 'admin' = 'src'): Promise<PlaybookRun> => {
    const ended = await runPackaged('export_workloads.yml', {
      os_migrate_src_auth: cloud.auth(user, 'src'),
      os_migrate_dst_auth: cloud.auth('dst', 'dst'),
      os_migrate_data_dir: folder,
      ...variables,
    });
    assert.deepEqual([ended.problems, ended.failures], [[], []]);
    return ended;
  };
  const file = (): string => join(folder, 'workloads.yml');
  const records = (): ReadonlyMap<string, ExportRecord> =>
    new Map(
      parseExportFile({ path: file(), text: readFileSync(file(), 'utf8') }).records.map(({ record }) => [
        String(record.params['name']),
        record,
      ]),
    );
  const recordOf = (name: string): ExportRecord => {
    const found = records().get(name);
    assert.ok(found !== undefined, name);
    return found;
  };
  const nested = (record: ExportRecord, field: string): readonly Body[] =>
    (record.params[field] as readonly Body[]).map((one) => one['params'] as Body);

  it('with all that belongs to them', async () => {
    await run();
    assert.deepEqual([...records().keys()].toSorted(), ['bare', 'from-volume', 'full']);
    const full = recordOf('full');
    const { ports: _ports, volumes: _volumes, ...params } = full.params;
    assert.deepEqual(
      { ...params, flavor_ref: (params['flavor_ref'] as Body)['name'] !== undefined },
      {
        availability_zone: 'nova',
        config_drive: 'True',
        description: 'all of it',
        disk_config: 'MANUAL',
        flavor_ref: true,
        floating_ips: [],
        hostname: 'other',
        image_ref: params['image_ref'],
        key_name: null,
        metadata: { role: 'web' },
        name: 'full',
        scheduler_hints: null,
        security_group_refs: ['default', 'web'].map((name) => ({
          name,
          project_name: '%auth%',
          domain_name: '%auth%',
        })),
        server_group_ref: { name: 'apart', project_name: '%auth%', domain_name: '%auth%' },
        tags: ['a', 'b'],
        user_data: null,
      },
    );
    const [front, parent] = nested(full, 'ports');
    assert.equal(front?.['name'], 'front');
    assert.equal(front['tag'], 'nic');
    assert.equal((front['allowed_address_pairs'] as readonly Body[])[0]?.['ip_address'], '10.0.0.200');
    const trunk = parent?.['trunk'] as Body;
    assert.equal(trunk['name'], 'lines');
    const [line] = trunk['sub_ports'] as readonly Body[];
    assert.deepEqual([(line?.['port_ref'] as Body)['name'], line?.['segmentation_id']], ['sub', 5]);
    const [disk] = nested(full, 'volumes');
    assert.deepEqual(
      [disk?.['name'], disk?.['tag'], disk?.['delete_on_termination'], disk?.['is_boot'], disk?.['size']],
      ['data', 'disk', true, undefined, 1],
    );
  });

  it('from a volume, too', async () => {
    await run();
    const { params, _migration_params: migration } = recordOf('from-volume');
    assert.equal(params['image_ref'], null);
    assert.equal(migration['boot_disk_copy'], true);
    const [root] = nested(recordOf('from-volume'), 'volumes');
    assert.deepEqual(
      [root?.['name'], root?.['is_boot'], root?.['delete_on_termination']],
      ['root', true, true],
    );
  });

  it('with user data and root devices by administrators, who say which project', async () => {
    await run({}, 'admin');
    assert.equal(recordOf('full').params['user_data'], 'aGk=');
    assert.equal(typeof recordOf('full')._info['root_device_name'], 'string');
    assert.deepEqual((recordOf('full').params['ports'] as readonly unknown[]).length, 2);
  });

  it('as the filter and the variable for boot disks say', async () => {
    await run({ os_migrate_workloads_filter: [{ regex: '^f' }], os_migrate_workloads_boot_disk_copy: true });
    assert.deepEqual([...records().keys()].toSorted(), ['from-volume', 'full']);
    assert.equal(recordOf('full')._migration_params['boot_disk_copy'], true);
  });

  it('a second time without a change, and edits of _migration_params stay', async () => {
    await run();
    const first = readFileSync(file(), 'utf8');
    await run();
    assert.equal(readFileSync(file(), 'utf8'), first);
    const edited = first.replace('warm: false', 'warm: true # while it runs');
    writeFileSync(file(), edited);
    await run();
    assert.equal(readFileSync(file(), 'utf8'), edited);
  });

  it('with all other kinds only where they are named', async () => {
    const all = async (more: object): Promise<PlaybookRun> =>
      runPackaged('export_all.yml', {
        os_migrate_src_auth: cloud.auth('src', 'src'),
        os_migrate_dst_auth: cloud.auth('dst', 'dst'),
        os_migrate_data_dir: folder,
        ...more,
      });
    const unnamed = await all({});
    assert.match(
      unnamed.messages.join('\n'),
      /Left out: workloads, as [^]*name them in os_migrate_kinds, or run export_workloads\./,
    );
    assert.ok(!existsSync(file()));
    const named = await all({ os_migrate_kinds: ['networks', 'workloads'] });
    assert.deepEqual([named.problems, named.failures, named.messages], [[], [], []]);
    assert.equal(records().size, 3);
  });

  it('of old clouds, with what these tell', async () => {
    const old = await startOpenStackCloud({ computeVersion: '2.1' });
    try {
      const tenant = old.tenant('src', 'src');
      const image = old.state.image.images.all()[0]?.id ?? '';
      const net = tenant.create('networks', { name: 'n' }).id;
      tenant.create('subnets', { network_id: net, cidr: '10.0.0.0/24', ip_version: 4 });
      const body = { server: { name: 'old', flavorRef: '1', imageRef: image, networks: [{ uuid: net }] } };
      const made = tenant.call('POST', '/v2.1/servers', body, 'compute', {});
      assert.equal(made.status, 202, JSON.stringify(made.body));
      tenant.call('GET', `/v2.1/servers/${String(at(made.body, 'server.id'))}`, undefined, 'compute', {});
      const ended = await runPackaged('export_workloads.yml', {
        os_migrate_src_auth: old.auth('src', 'src'),
        os_migrate_dst_auth: old.auth('dst', 'dst'),
        os_migrate_data_dir: folder,
      });
      assert.deepEqual([ended.problems, ended.failures], [[], []]);
      const { params } = recordOf('old');
      assert.equal(typeof (params['flavor_ref'] as Body)['name'], 'string');
      assert.deepEqual([params['tags'], params['description']], [null, null]);
      assert.equal(nested(recordOf('old'), 'ports').length, 1);
    } finally {
      await old.close();
    }
  });
});
