import assert from 'node:assert/strict';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { computeQuota } from '../../../../modules/openstack/compute/compute-quota.ts';
import { flavor } from '../../../../modules/openstack/compute/flavor.ts';
import { userKeypair } from '../../../../modules/openstack/compute/keypair.ts';
import { serverGroup } from '../../../../modules/openstack/compute/server-group.ts';
import { sourceIdOf, type ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { indexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import type { Kind } from '../../../../modules/openstack/kind/kind.ts';
import { namesOf } from '../../../../modules/openstack/kind/names.ts';
import { selectResources } from '../../../../modules/openstack/kind/select.ts';
import { serialize } from '../../../../modules/openstack/kind/serialize.ts';
import { volumeType } from '../../../../modules/openstack/volume/volume-type.ts';
import { volumeQuota } from '../../../../modules/openstack/volume/volume-quota.ts';
import { volume } from '../../../../modules/openstack/volume/volume.ts';
import { cannedCloud, type CannedParts } from '../support/canned-cloud.ts';

interface Exported {
  readonly records: readonly ExportRecord[];
  readonly warnings: readonly string[];
}

async function exported(kind: Kind, parts: CannedParts, filters?: Body): Promise<Exported> {
  const index = indexOfCloud(cannedCloud(parts).session);
  const warnings: string[] = [];
  const records: ExportRecord[] = [];
  for (const body of await selectResources(kind, { name: undefined, filter: undefined, filters }, index)) {
    const whole = (await kind.complete?.(body, index, 'record')) ?? body;
    records.push(
      await serialize(
        kind,
        whole,
        namesOf(index, (text) => warnings.push(text)),
      ),
    );
  }
  return { records, warnings };
}

const PROJECTS = [{ id: 'p1', name: 'one', domain_id: 'default' }];
const ONE = { name: 'one', project_name: null, domain_name: 'Default' };
const FLAVOR = { id: 'f1', name: 'm1', vcpus: 1, ram: 512, disk: 1, swap: '', extra_specs: { a: '1' } };

describe('a record has', () => {
  it('the projects that may use a private flavor, but for those that are gone', async () => {
    const { records, warnings } = await exported(flavor, {
      admin: true,
      have: {
        '/projects': PROJECTS,
        '/flavors': [{ ...FLAVOR, 'os-flavor-access:is_public': false, access: ['p1', 'p-gone'] }],
      },
    });
    assert.deepEqual(records[0]?.params['access_refs'], [ONE]);
    assert.deepEqual([records[0].params['swap'], records[0].params['is_public']], [0, false]);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /A flavor names the project p-gone/);
  });

  it('no list of projects for what is public, nor where a tenant may not see it', async () => {
    for (const parts of [
      { admin: true, have: { '/flavors': [FLAVOR] } },
      { have: { '/flavors': [{ ...FLAVOR, 'os-flavor-access:is_public': false, access: ['p1'] }] } },
    ]) {
      const { records } = await exported(flavor, parts);
      assert.ok(!('access_refs' in (records[0]?.params ?? {})));
    }
  });

  it('extra specs that old clouds do not list', async () => {
    const { extra_specs: specs, ...old } = FLAVOR;
    const cloud = cannedCloud({ have: { '/flavors': [{ ...old, extra_specs: specs }] } });
    const body = (await flavor.complete?.(old, indexOfCloud(cloud.session), 'record')) ?? {};
    assert.deepEqual(body['extra_specs'], specs);
    assert.deepEqual(cloud.reads, ['GET /flavors/f1/os-extra_specs']);
  });

  it('the encryption and the QoS specs of a volume type', async () => {
    const { records } = await exported(volumeType, {
      admin: true,
      have: {
        '/projects': PROJECTS,
        '/qos-specs': [{ id: 'q1', name: 'slow', consumer: 'both', specs: {} }],
        '/types': [
          {
            id: 't1',
            name: 'fast',
            is_public: false,
            extra_specs: {},
            qos_specs_id: 'q1',
            access: ['p1'],
            encryption: {
              encryption_id: 'e',
              provider: 'luks',
              control_location: 'front-end',
              key_size: 256,
            },
          },
        ],
      },
    });
    const params = records[0]?.params ?? {};
    assert.deepEqual(params['encryption'], {
      provider: 'luks',
      control_location: 'front-end',
      cipher: null,
      key_size: 256,
    });
    assert.deepEqual(params['qos_specs_ref'], { name: 'slow', project_name: null, domain_name: null });
    assert.deepEqual(params['access_refs'], [ONE]);
  });

  it('the user of a keypair, and what only its own page tells', async () => {
    const { records } = await exported(userKeypair, {
      admin: true,
      have: {
        '/users': [{ id: 'u-bob', name: 'bob', domain_id: 'default' }],
        '/os-keypairs': [
          {
            id: 'k',
            name: 'k',
            user_id: 'u-bob',
            public_key: 'B',
            type: 'ssh',
            created_at: 'then',
            deleted: false,
          },
        ],
      },
    });
    const [record] = records;
    assert.deepEqual(record?.params['user_ref'], { name: 'bob', project_name: null, domain_name: 'Default' });
    assert.deepEqual(record._info, {
      id: 'k',
      user_id: 'u-bob',
      fingerprint: null,
      created_at: 'then',
      is_deleted: false,
    });
    assert.equal(sourceIdOf(record), 'u-bob:k');
  });

  it('%auth% for the project that quotas were asked of, and names of other projects', async () => {
    const have = {
      '/projects': [{ id: 'p-dst', name: 'dst', domain_id: 'default' }, ...PROJECTS],
      '/os-quota-sets': [
        { id: 'p-dst', cores: 1, ram: -1 },
        { id: 'p1', cores: 2, ram: -1 },
      ],
    };
    const { records } = await exported(computeQuota, { admin: true, have }, {});
    assert.deepEqual(
      records.map(({ params }) => params['project_ref']),
      [{ name: '%auth%', project_name: null, domain_name: '%auth%' }, ONE],
    );
    assert.deepEqual(records[0]?.params['ram'], -1);
    // What a service does not limit is not in the record.
    assert.ok(!('instances' in records[0].params));
  });

  it('limits of volume types that have one', async () => {
    const { records } = await exported(volumeQuota, {
      have: {
        '/os-quota-sets': [
          {
            id: 'p-dst',
            volumes: 9,
            volumes_a: -1,
            gigabytes_a: -1,
            snapshots_a: -1,
            volumes_b_c: 3,
            gigabytes_b_c: -1,
          },
        ],
      },
    });
    assert.deepEqual(records[0]?.params['per_volume_type'], [
      {
        volumes: 3,
        gigabytes: -1,
        volume_type_ref: { name: 'b_c', project_name: null, domain_name: null },
      },
    ]);
    assert.equal(records[0].params['volumes'], 9);
  });

  it('one policy of a server group, however old the cloud is', async () => {
    const { records } = await exported(serverGroup, {
      speaks: '2.12',
      have: { '/os-server-groups': [{ id: 'g', name: 'web', policies: ['affinity'], members: ['s1'] }] },
    });
    assert.deepEqual(records[0]?.params, { name: 'web', policy: 'affinity' });
    assert.deepEqual(records[0]._info['member_ids'], ['s1']);
  });

  it('what a volume needs at the destination, if no server has it', async () => {
    const { records } = await exported(volume, {
      have: {
        '/volumes': [
          { id: 'v1', name: 'used', 'os-vol-tenant-attr:tenant_id': 'p-dst', status: 'in-use' },
          {
            id: 'v2',
            name: null,
            'os-vol-tenant-attr:tenant_id': 'p-dst',
            status: 'available',
            size: 3,
            bootable: 'true',
            metadata: { readonly: 'False', tier: 'gold' },
            snapshot_id: 's',
            encrypted: true,
          },
          { id: 'v3', name: 'other', 'os-vol-tenant-attr:tenant_id': 'p-other', status: 'available' },
        ],
      },
    });
    assert.equal(records.length, 1);
    const params: Body = records[0]?.params ?? {};
    const info: Body = records[0]?._info ?? {};
    assert.deepEqual(
      [
        params['name'],
        params['size'],
        params['is_bootable'],
        params['metadata'],
        params['volume_image_metadata'],
      ],
      ['', 3, true, { tier: 'gold' }, null],
    );
    assert.deepEqual([info['snapshot_id'], info['is_encrypted'], info['is_bootable']], ['s', true, true]);
  });
});

describe('the id of a record', () => {
  it('of a keypair is one together with its user', () => {
    const info = { id: 'laptop', user_id: 'u1' };
    assert.equal(sourceIdOf({ type: 'openstack.compute.Keypair', _info: info }), 'u1:laptop');
    assert.equal(sourceIdOf({ type: 'openstack.compute.Keypair', _info: { id: 'laptop' } }), 'laptop');
    assert.equal(sourceIdOf({ type: 'openstack.compute.Flavor', _info: info }), 'laptop');
  });
});
