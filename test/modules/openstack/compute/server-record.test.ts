import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { server } from '../../../../modules/openstack/compute/server.ts';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { indexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import { servers } from '../../../../modules/openstack/compute/collections.ts';
import { namesOf } from '../../../../modules/openstack/kind/names.ts';
import { serialize } from '../../../../modules/openstack/kind/serialize.ts';
import { cannedCloud, PROJECT, type CannedParts } from '../support/canned-cloud.ts';

/** Answers of real services, and what OS-Migrate 1.0.5 exported from them. */
const LAB_PROJECT = '131559d35c10441f99b3fdf4c78f61b4';

function bodies(folder: string, name: string, key = name): Body[] {
  const text = readFileSync(new URL(`${folder}/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text.replaceAll(LAB_PROJECT, PROJECT)) as Record<string, Body[]>)[key] ?? [];
}

const lab = (): NonNullable<CannedParts['have']> => ({
  '/servers': bodies('bodies', 'servers'),
  '/flavors': bodies('bodies', 'flavors'),
  '/volumes': bodies('bodies', 'volumes'),
  '/ports': bodies('bodies', 'ports'),
  '/floatingips': bodies('bodies', 'floatingips'),
  '/trunks': bodies('bodies', 'trunks'),
  '/images': bodies('bodies', 'images'),
  '/networks': bodies('../kind/bodies', 'networks-list', 'networks'),
  '/subnets': bodies('../kind/bodies', 'subnets-list', 'subnets'),
  '/security-groups': bodies('../kind/bodies', 'security-groups-list', 'security_groups'),
});

interface Exported {
  readonly records: readonly ExportRecord[];
  readonly warnings: readonly string[];
  readonly reads: readonly string[];
}

async function exported(parts: CannedParts = {}, given: Body = {}): Promise<Exported> {
  const cloud = cannedCloud({ speaks: '2.93', forbidden: ['/projects', '/domains'], have: lab(), ...parts });
  const index = indexOfCloud(cloud.session);
  const warnings: string[] = [];
  const names = namesOf(index, (message) => warnings.push(message));
  const records: ExportRecord[] = [];
  for (const body of (await index.load(servers)).all()) {
    const whole = await server.complete?.(body, index, 'record');
    assert.ok(whole !== undefined);
    records.push(await serialize(server, whole, names, given));
  }
  return { records, warnings, reads: cloud.reads };
}

/** A cloud with one server, and what belongs to it. */
function oneServer(body: Body, further: NonNullable<CannedParts['have']> = {}): CannedParts {
  const common = { id: 'vm', name: 'vm', tenant_id: PROJECT, status: 'ACTIVE', image: '', addresses: {} };
  return {
    have: { '/flavors': [{ id: 'f', name: 'small' }], ...further, '/servers': [{ ...common, ...body }] },
  };
}

async function only(parts: CannedParts, given?: Body): Promise<ExportRecord> {
  const { records } = await exported(parts, given);
  const [record] = records;
  assert.ok(record !== undefined && records.length === 1);
  return record;
}

const nested = (record: ExportRecord, field: string): readonly Body[] =>
  (record.params[field] as readonly Body[]).map((one) => one['params'] as Body);

/** Every key of theirs is there, with its value; further ones may stand beside it. */
function assertHolds(ours: unknown, theirs: unknown, path: string): void {
  if (Array.isArray(theirs)) {
    assert.ok(Array.isArray(ours) && ours.length === theirs.length, path);
    theirs.forEach((one, place) => assertHolds(ours[place], one, `${path}[${place}]`));
  } else if (typeof theirs === 'object' && theirs !== null) {
    assert.ok(typeof ours === 'object' && ours !== null, path);
    for (const [key, value] of Object.entries(theirs))
      assertHolds((ours as Record<string, unknown>)[key], value, `${path}.${key}`);
  } else assert.equal(ours, theirs === LAB_PROJECT ? PROJECT : theirs, path);
}

describe('the record of a server', () => {
  const path = '../files/exports/workloads.yml';
  const theirs = parseExportFile({
    path: 'workloads.yml',
    text: readFileSync(new URL(path, import.meta.url), 'utf8'),
  }).records.map(({ record }) => record);

  for (const one of theirs) {
    it(`has all that OS-Migrate writes for ${String(one.params['name'])}, with its values`, async () => {
      const { records } = await exported();
      const ours = records.find(({ _info }) => _info['id'] === one._info['id']);
      assert.ok(ours !== undefined);
      // Ports are made before the server unless somebody says otherwise.
      const { port_creation_mode: mode, ...migration } = one._migration_params;
      assert.equal(mode, 'nova');
      assert.equal(ours._migration_params['port_creation_mode'], 'neutron');
      assertHolds(ours, { ...one, _migration_params: migration }, String(one.params['name']));
      const known = Object.keys(one.params);
      const extra = server.fields.filter((field) => field.extra === true).map(({ name }) => name);
      for (const key of Object.keys(ours.params)) assert.ok(known.includes(key) || extra.includes(key), key);
    });
  }

  it('takes one list of each sort for all servers, and two calls a server for tags of devices', async () => {
    const { reads } = await exported();
    const lists = reads.filter((read) => !/os-interface|os-volume_attachments/.test(read));
    // Hidden images have a list of their own.
    assert.equal(new Set(lists).size, lists.length - 1, lists.join('\n'));
    assert.ok(lists.length <= 14, lists.join('\n'));
    assert.equal(reads.length - lists.length, 4);
  });

  it('has the security groups, the name and the security of each port', async () => {
    const { records } = await exported();
    const vm1 = records.find(({ params }) => params['name'] === 'vm1');
    assert.ok(vm1 !== undefined);
    const [port] = nested(vm1, 'ports');
    assert.deepEqual(port?.['security_group_refs'], [
      { name: 'web', project_name: '%auth%', domain_name: '%auth%' },
    ]);
    assert.equal(port['is_port_security_enabled'], true);
  });

  it('says boot_disk_copy as the export is told, where there is an image', async () => {
    const { records } = await exported({}, { migration_params: { boot_disk_copy: true } });
    assert.deepEqual(
      records.map(({ params, _migration_params: said }) => [params['name'], said['boot_disk_copy']]),
      [
        ['vm2', true],
        ['vm1', true],
      ],
    );
    const null_ = await exported({}, { migration_params: { boot_disk_copy: null } });
    assert.deepEqual(
      null_.records.map(({ _migration_params: said }) => said['boot_disk_copy']),
      [true, false],
    );
  });

  describe('knows the volume that a server boots from', () => {
    const volume = (id: string, device: string | null, bootable = 'false'): Body => ({
      id,
      name: id,
      'os-vol-tenant-attr:tenant_id': PROJECT,
      size: 1,
      bootable,
      attachments: [{ server_id: 'vm', device }],
    });
    const attached = (...ids: readonly string[]): Body => ({
      'os-extended-volumes:volumes_attached': ids.map((id) => ({ id, delete_on_termination: false })),
    });
    const cases: readonly (readonly [string, Body, readonly Body[], readonly string[]])[] = [
      [
        'by its root device, where that can be read',
        { ...attached('a', 'b'), 'OS-EXT-SRV-ATTR:root_device_name': '/dev/vdb' },
        [volume('a', '/dev/vda', 'true'), volume('b', '/dev/vdb')],
        ['b', 'a'],
      ],
      [
        'by what is bootable and first, whatever the devices are called',
        attached('c', 'b', 'a'),
        [volume('a', '/dev/sda'), volume('b', '/dev/sdb', 'true'), volume('c', '/dev/sdc', 'true')],
        ['b', 'a', 'c'],
      ],
      [
        'in the order of devices, of which there may be many',
        attached('z', 'y', 'x'),
        [volume('x', '/dev/vdaa', 'true'), volume('y', '/dev/vdz'), volume('z', '/dev/vdb', 'true')],
        ['z', 'y', 'x'],
      ],
      [
        'as the first, where none says that it is bootable',
        attached('b', 'a'),
        [volume('a', '/dev/vda'), volume('b', null)],
        ['a', 'b'],
      ],
    ];
    for (const [about, body, volumes, order] of cases) {
      it(about, async () => {
        const record = await only(oneServer(body, { '/volumes': volumes }));
        const found = nested(record, 'volumes');
        assert.deepEqual(
          found.map(({ name }) => name),
          order,
        );
        assert.deepEqual(
          found.map(({ is_boot: boot }) => boot),
          order.map((_name, place) => (place === 0 ? true : undefined)),
        );
      });
    }

    it('and none where it boots from an image', async () => {
      const body = { ...attached('a'), image: { id: 'i' } };
      const parts = { '/volumes': [volume('a', '/dev/vdb', 'true')], '/images': [{ id: 'i', name: 'x' }] };
      const [found] = nested(await only(oneServer(body, parts)), 'volumes');
      assert.equal(found?.['is_boot'], undefined);
    });

    it('of volumes of several servers takes its own device', async () => {
      const shared = {
        ...volume('a', '/dev/vdc'),
        multiattach: true,
        attachments: [
          { server_id: 'other', device: '/dev/vdx' },
          { server_id: 'vm', device: '/dev/vdc' },
        ],
      };
      const [found] = nested(await only(oneServer(attached('a'), { '/volumes': [shared] })), 'volumes');
      assert.equal(found?.['device'], '/dev/vdc');
      assert.equal(found['is_multiattach'], true);
    });

    it('and tells of volumes that nobody can see', async () => {
      const { records, warnings } = await exported(oneServer(attached('gone')));
      assert.match(warnings.join('\n'), /Volume gone of a server cannot be seen/);
      assert.equal((records[0]?.params['volumes'] as readonly unknown[]).length, 1);
    });
  });

  it('has ports in the order in which Nova shows their addresses, and those without addresses last', async () => {
    const port = (id: string, mac: string, address?: string): Body => ({
      id,
      name: id,
      network_id: 'n',
      tenant_id: PROJECT,
      device_id: 'vm',
      device_owner: 'compute:az1',
      mac_address: mac,
      fixed_ips: address === undefined ? [] : [{ subnet_id: 's', ip_address: address }],
    });
    const shown = (addr: string, mac: string): Body => ({ addr, 'OS-EXT-IPS-MAC:mac_addr': mac });
    const record = await only(
      oneServer(
        {
          addresses: {
            b: [shown('10.0.0.2', 'aa:02'), shown('10.0.0.3', 'aa:03')],
            a: [shown('10.0.0.1', 'aa:01')],
          },
        },
        {
          '/networks': [{ id: 'n', name: 'n', tenant_id: PROJECT }],
          '/subnets': [{ id: 's', name: 's', network_id: 'n', tenant_id: PROJECT }],
          '/ports': [
            port('bare', 'aa:09'),
            port('first', 'aa:01', '10.0.0.1'),
            port('third', 'AA:03', '10.0.0.3'),
            port('second', 'aa:02', '10.0.0.2'),
            { ...port('sub', 'aa:0a', '10.0.0.7'), device_owner: 'trunk:subport' },
            { ...port('dhcp', 'aa:0b', '10.0.0.8'), device_owner: 'network:dhcp' },
          ],
        },
      ),
    );
    assert.deepEqual(
      nested(record, 'ports').map(({ name }) => name),
      ['second', 'third', 'first', 'bare'],
    );
  });

  it('tells of ports that these credentials cannot see, and of tags that old clouds do not tell', async () => {
    const { warnings } = await exported(
      oneServer({ addresses: { n: [{ addr: '10.0.0.1', 'OS-EXT-IPS-MAC:mac_addr': 'aa:01' }] } }),
    );
    assert.match(warnings.join('\n'), /port aa:01 which these credentials cannot see/);
    const old = await exported({ speaks: '2.60' });
    assert.match(old.warnings.join('\n'), /does not tell the tags of devices/);
    assert.ok(!old.reads.some((read) => read.includes('os-interface')));
  });

  it('has its server group, by the members that Nova lists', async () => {
    const record = await only(
      oneServer(
        {},
        { '/os-server-groups': [{ id: 'g', name: 'apart', project_id: PROJECT, members: ['vm'] }] },
      ),
    );
    assert.deepEqual(record.params['server_group_ref'], {
      name: 'apart',
      project_name: '%auth%',
      domain_name: '%auth%',
    });
  });

  it('has its flavor by name, also where that is gone, and by id where Nova tells it', async () => {
    const gone = await exported(oneServer({ flavor: { original_name: 'huge', vcpus: 64, disk: 0 } }));
    assert.deepEqual(gone.records[0]?.params['flavor_ref'], {
      name: 'huge',
      project_name: null,
      domain_name: null,
    });
    assert.match(gone.warnings.join('\n'), /has no flavor "huge" any more/);
    assert.deepEqual(gone.records[0]._info['flavor'], { original_name: 'huge', vcpus: 64, disk: 0 });
    const old = await only(oneServer({ flavor: { id: 'f', links: [] } }));
    assert.equal((old.params['flavor_ref'] as Body)['name'], 'small');
    assert.equal(old._info['flavor_id'], 'f');
  });

  it('has user data where they can be read, and says so where not', async () => {
    const read = await exported(oneServer({ 'OS-EXT-SRV-ATTR:user_data': 'aGk=' }));
    assert.equal(read.records[0]?.params['user_data'], 'aGk=');
    assert.deepEqual(read.warnings, []);
    const none = await exported(oneServer({ 'OS-EXT-SRV-ATTR:user_data': null }));
    assert.equal(none.records[0]?.params['user_data'], null);
    assert.deepEqual(none.warnings, []);
    const hidden = await exported(oneServer({}));
    assert.match(hidden.warnings.join('\n'), /may not read the user data/);
  });

  const HOSTNAMES: readonly (readonly [string, string, boolean])[] = [
    ['web', 'web', false],
    ['Web Server_1.example', 'web-server-1-example', false],
    ['web.example', 'web.example', false],
    ['new-name', 'old-name', true],
    ['-web-', 'web', false],
    ['Bücher!', 'bcher', false],
    ['日本', 'server-1f', false],
    ['x'.repeat(80), 'x'.repeat(63), false],
  ];
  for (const [name, hostname, isTold] of HOSTNAMES) {
    it(`${isTold ? 'has' : 'leaves out'} the host name ${hostname} of "${name.slice(0, 20)}"`, async () => {
      const record = await only(oneServer({ name, 'OS-EXT-SRV-ATTR:hostname': hostname }));
      assert.equal(record.params['hostname'], isTold ? hostname : undefined);
    });
  }

  it('has hints that mean something at another cloud', async () => {
    const body = { scheduler_hints: { group: 'g', different_host: ['a'], build_near_host_ip: '10.0.0.1' } };
    const { records, warnings } = await exported(oneServer(body));
    assert.deepEqual(records[0]?.params['scheduler_hints'], { build_near_host_ip: '10.0.0.1' });
    assert.match(warnings.join('\n'), /different_host/);
    const plain = await only(oneServer({ scheduler_hints: { group: 'g' } }));
    assert.equal(plain.params['scheduler_hints'], null);
  });

  it('has what its image says of the hardware for people, and its lock', async () => {
    const image = {
      id: 'i',
      name: 'uefi',
      hw_firmware_type: 'uefi',
      os_hash_algo: 'sha512',
      hw_machine_type: 'q35',
    };
    const record = await only(
      oneServer(
        { image: { id: 'i' }, locked: true, locked_reason: 'mine', 'OS-EXT-STS:power_state': 4 },
        { '/images': [image] },
      ),
    );
    assert.deepEqual(record._info['image_properties'], { hw_firmware_type: 'uefi', hw_machine_type: 'q35' });
    assert.equal(record._info['power_state'], 4);
    assert.equal(record.params['is_locked'], true);
    assert.equal(record.params['locked_reason'], 'mine');
  });

  it('leaves out what is being built or cannot be told, and says so', async () => {
    const index = indexOfCloud(cannedCloud({}).session);
    const why = (status: string): Promise<string | undefined> | undefined =>
      server.leftOut?.({ id: 'vm', name: 'web', status }, index);
    assert.match((await why('BUILD')) ?? '', /Server "web" is left out: it is being built/);
    assert.match((await why('UNKNOWN')) ?? '', /cannot tell more of it/);
    assert.equal(await why('ERROR'), undefined);
    assert.equal(server.isExported?.({ status: 'SOFT_DELETED' }), false);
    assert.equal(server.isExported({ metadata: { drover_conversion_host: 'conv' } }), false);
    assert.equal(server.isExported({ metadata: { role: 'web' } }), true);
  });
});
