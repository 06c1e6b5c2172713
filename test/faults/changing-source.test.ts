import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerifyReport } from '../../modules/openstack/verify/report.ts';
import type { Workspace } from '../cli/runs/workspace.ts';
import { graphOf } from './support/graph.ts';
import { SMALL } from './support/mixed-tenant.ts';
import { assertSameGraph } from './support/same-graph.ts';
import { exportedShop, IMPORT, VARS, type ExportedShop } from './support/shop.ts';

describe('a source that changes between export and import', function () {
  this.timeout(120_000);
  let ground: ExportedShop;
  let space: Workspace;
  before(async () => {
    ground = await exportedShop(SMALL);
  });
  after(() => ground.close());
  beforeEach(() => {
    space = ground.fresh();
  });
  afterEach(() => {
    space.remove();
  });

  /** One thing is other, one is gone with all that hangs on it, and one is new. */
  function change(): void {
    const source = ground.shop.cloud.tenant('src', 'src');
    const named = (collection: string, name: string): string => {
      const [found] = source.list(collection, `name=${name}`);
      assert.ok(found, name);
      return found.id;
    };
    source.update('networks', named('networks', 'net-0001'), { description: 'newer' });
    source.update('networks', named('networks', 'net-0002'), { name: 'net-renamed' });
    source.remove('subnetpools', unused());
    source.create('networks', { name: 'net-new' });
  }

  function unused(): string {
    const source = ground.shop.cloud.tenant('src', 'src');
    const [subnet] = source.list('subnets', 'name=pooled-2');
    const [pool] = source.list('subnetpools', 'name=pool-2');
    assert.ok(subnet && pool);
    source.remove('subnets', subnet.id);
    return pool.id;
  }

  it('does not change what is imported: that is what the files say', async () => {
    change();
    const ended = await space.drover(IMPORT);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assertSameGraph(graphOf(ground.destination()), ground.wanted, 'the source has changed');
  });

  it('is told of by verify', async () => {
    const imported = await space.drover(IMPORT);
    assert.equal(imported.code, 0, imported.stdout + imported.stderr);
    change();
    const path = join(space.dataDir, 'verify.json');
    const ended = await space.drover(['verify', '--report', path, ...VARS]);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    // Boundary: drover has just written it.
    const report = JSON.parse(readFileSync(path, 'utf8')) as VerifyReport;
    const found = report.kinds.flatMap(({ findings }) =>
      findings
        .filter(({ state }) => state !== 'left-out')
        .map(({ state, resource, field }) => `${state}: ${resource} ${field ?? ''}`.trim()),
    );
    assert.deepEqual(found.sort(), [
      'source-differs: interface 10.0.2.1 of router "router-0000" network_ref',
      'source-differs: network "net-0001" description',
      'source-differs: network "net-0002" name',
      'source-differs: subnet "subnet-0002" network_ref',
      'source-gone: subnet "pooled-2"',
      'source-gone: subnet pool "pool-2"',
    ]);
  });
});
