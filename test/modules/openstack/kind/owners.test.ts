import assert from 'node:assert/strict';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { computeQuota } from '../../../../modules/openstack/compute/compute-quota.ts';
import { keypair, userKeypair } from '../../../../modules/openstack/compute/keypair.ts';
import { indexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import type { Kind } from '../../../../modules/openstack/kind/kind.ts';
import { selectResources, type Selection } from '../../../../modules/openstack/kind/select.ts';
import { cannedCloud, type CannedCloud } from '../support/canned-cloud.ts';

const EVERYTHING: Selection = { name: undefined, filter: undefined, filters: undefined };

function cloudOfUsers(): CannedCloud {
  return cannedCloud({
    admin: true,
    have: {
      '/users': [
        { id: 'u-dst', name: 'dst', domain_id: 'default' },
        { id: 'u-ann', name: 'ann', domain_id: 'default' },
        { id: 'u-bob', name: 'bob', domain_id: 'default' },
      ],
      '/os-keypairs': [
        { id: '1', name: 'laptop', user_id: 'u-ann', public_key: 'A' },
        { id: '2', name: 'laptop', user_id: 'u-bob', public_key: 'B' },
        { id: '3', name: 'desk', user_id: 'u-bob', public_key: 'C' },
        { id: '4', name: 'mine', user_id: 'u-dst', public_key: 'D' },
      ],
    },
  });
}

async function selected(
  cloud: CannedCloud,
  kind: Kind,
  selection: Partial<Selection>,
): Promise<readonly Body[]> {
  return selectResources(kind, { ...EVERYTHING, ...selection }, indexOfCloud(cloud.session));
}

const idsOf = (bodies: readonly Body[]): readonly unknown[] => bodies.map(({ id }) => id);

describe('keypairs', () => {
  it('are those of the user of the credentials, whatever project is asked for', async () => {
    const cloud = cloudOfUsers();
    assert.deepEqual(idsOf(await selected(cloud, keypair, { filters: { project_id: 'p-dst' } })), [
      'u-dst:mine',
    ]);
    assert.deepEqual(cloud.reads, ['GET /os-keypairs']);
  });

  it('of another user are listed when he is asked for', async () => {
    const found = await selected(cloudOfUsers(), keypair, { filters: { user_id: 'u-ann' } });
    assert.deepEqual(idsOf(found), ['u-ann:laptop']);
  });

  it('of all users are told apart by their users', async () => {
    const found = await selected(cloudOfUsers(), userKeypair, {});
    assert.deepEqual(idsOf(found), ['u-ann:laptop', 'u-bob:desk', 'u-bob:laptop', 'u-dst:mine']);
  });

  it('of some users take a list for each of these, and no more', async () => {
    const cloud = cloudOfUsers();
    const found = await selected(cloud, userKeypair, { filter: ['bob'] });
    assert.deepEqual(idsOf(found), ['u-bob:desk', 'u-bob:laptop']);
    assert.deepEqual(cloud.reads.filter((call) => call === 'GET /os-keypairs').length, 1);
  });

  it('are selected by their own names, too', async () => {
    const found = await selected(cloudOfUsers(), userKeypair, {
      filter: [{ regex: '^(ann|bob)$' }],
      itemFilter: [{ regex: 'top' }],
    });
    assert.deepEqual(idsOf(found), ['u-ann:laptop', 'u-bob:laptop']);
  });
});

describe('quotas', () => {
  const cloudOfProjects = (): CannedCloud =>
    cannedCloud({
      admin: true,
      have: {
        '/projects': [
          { id: 'p-dst', name: 'dst', domain_id: 'default' },
          { id: 'p-web', name: 'web', domain_id: 'default' },
        ],
        '/os-quota-sets': [
          { id: 'p-dst', cores: 1 },
          { id: 'p-web', cores: 2 },
        ],
      },
    });

  it('are those of the project of the credentials', async () => {
    const cloud = cloudOfProjects();
    assert.deepEqual(idsOf(await selected(cloud, computeQuota, {})), ['p-dst']);
    assert.deepEqual(cloud.reads, ['GET /os-quota-sets/p-dst']);
  });

  it('are those of the project that is asked for', async () => {
    const found = await selected(cloudOfProjects(), computeQuota, { filters: { project_id: 'p-web' } });
    assert.deepEqual(
      found.map(({ id, cores, name }) => [id, cores, name]),
      [['p-web', 2, 'web']],
    );
  });

  it('are those of all projects where filters name none', async () => {
    assert.deepEqual(idsOf(await selected(cloudOfProjects(), computeQuota, { filters: {} })), [
      'p-dst',
      'p-web',
    ]);
  });

  it('are selected by the names of projects', async () => {
    const found = await selected(cloudOfProjects(), computeQuota, { filters: {}, filter: ['web'] });
    assert.deepEqual(idsOf(found), ['p-web']);
  });
});
