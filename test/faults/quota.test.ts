import assert from 'node:assert/strict';
import { graphOf } from './support/graph.ts';
import { SMALL } from './support/mixed-tenant.ts';
import { assertSameGraph } from './support/same-graph.ts';
import { exportedShop, IMPORT, VARS, type ExportedShop } from './support/shop.ts';

describe('an import whose quota runs out half-way', function () {
  this.timeout(120_000);
  let ground: ExportedShop;
  before(async () => {
    ground = await exportedShop(SMALL);
  });
  after(() => ground.close());

  /** Sets limits of the destination project in Neutron, and in Nova. */
  function limit(network: Readonly<Record<string, number>>, compute: Readonly<Record<string, number>>): void {
    const { cloud } = ground.shop;
    const admin = cloud.tenant('admin', 'admin');
    const project = cloud.projectId('dst');
    for (const [service, path, body] of [
      ['network', `/v2.0/quotas/${project}`, { quota: network }],
      ['compute', `/v2.1/os-quota-sets/${project}`, { quota_set: compute }],
    ] as const) {
      const reply = admin.call('PUT', path, body, service, { 'content-type': 'application/json' });
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
    }
  }

  it('goes on with the rest, says what to raise, and is completed by a second run once it was raised', async () => {
    const space = ground.fresh();
    try {
      limit({ network: 3, security_group_rule: 9 }, { key_pairs: 100, server_groups: 1 });
      const ended = await space.drover(IMPORT);
      const said = ended.stdout + ended.stderr;
      assert.equal(ended.code, 2, said);
      for (const what of ['network', 'security_group_rule', 'server group'])
        assert.match(said, new RegExp(`quota[^\\n]*${what}|${what}[^\\n]*quota`, 'i'), what);
      assert.match(said, /Raise the quota/i);
      const own = (collection: string): number =>
        ground.destination().list(collection, `project_id=${ground.destination().projectId}`).length;
      assert.equal(own('networks'), 3);
      assert.equal(own('subnetpools'), 2, 'pools have nothing to do with it');
      assert.equal(own('address-groups'), 1);

      limit({ network: 100, security_group_rule: 100 }, { server_groups: 10 });
      const second = await space.drover(['run', '--resume', 'last', ...VARS]);
      assert.equal(second.code, 0, second.stdout + second.stderr);
      assertSameGraph(graphOf(ground.destination()), ground.wanted, 'after the quota was raised');
    } finally {
      space.remove();
    }
  });

  it('puts nothing of one of two networks of a name into the other, which alone could be made', async () => {
    const space = ground.fresh();
    try {
      limit({ network: 1 }, {});
      const twins = {
        os_migrate_kinds: ['networks', 'subnets'],
        os_migrate_networks_filter: ['twin'],
        os_migrate_subnets_filter: ['twin'],
      };
      const ended = await space.drover([...IMPORT, '-e', JSON.stringify(twins)]);
      assert.equal(ended.code, 2, ended.stdout + ended.stderr);
      assert.match(ended.stdout, /Subnet \\"twin\\" refers to network \\"twin\\"/);
      const own = `project_id=${ground.destination().projectId}`;
      const [network, another] = ground.destination().list('networks', own);
      assert.equal(another, undefined);
      const subnets = ground.destination().list('subnets', own);
      assert.deepEqual(
        subnets.map(({ description }) => description),
        [`of ${String(network?.['description'])}`],
      );
    } finally {
      space.remove();
    }
  });
});
