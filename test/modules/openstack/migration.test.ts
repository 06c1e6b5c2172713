import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { allKinds } from '../../../modules/openstack/kind-list.ts';
import { parseExportFile } from '../../../modules/openstack/files/export-file.ts';
import { seedProvider, seedTenant } from './support/seed-tenant.ts';
import { exportAll, importAll, startTwoClouds, STEPS, type TwoClouds } from './support/two-clouds.ts';

const kinds = (await allKinds()).filter(({ file }) => STEPS.some((step) => step.file === file));

/** The params of all records of a folder, by kind and identity. */
function paramsIn(path: (file: string) => string): ReadonlyMap<string, Readonly<Record<string, unknown>>> {
  const all = new Map<string, Readonly<Record<string, unknown>>>();
  for (const kind of kinds) {
    const text = readFileSync(path(kind.file), 'utf8');
    for (const { record } of parseExportFile({ path: kind.file, text }).records) {
      all.set(`${kind.collection.name} ${kind.identity(record.params)}`, record.params);
    }
  }
  return all;
}

describe('a network layer moved between two clouds', function () {
  this.timeout(20_000);
  let clouds: TwoClouds;

  before(async () => {
    clouds = await startTwoClouds();
    seedTenant(clouds.source);
    seedProvider(clouds.destination);
  });
  after(() => clouds.close());

  it('is exported in a call for a page of each collection, however much refers to what', async () => {
    clouds.source.resetCalls();
    const outcomes = await exportAll(clouds);
    assert.ok(outcomes.every(({ plan }) => plan?.action === 'create'));
    const reads = clouds.source.calls.list
      .filter(({ service }) => service === 'network')
      .map(({ path }) => path);
    assert.ok(reads.length <= 12, reads.join('\n'));
    assert.equal(clouds.source.calls.writes, 0);
  });

  it('is exported a second time without a byte changed', async () => {
    const before = STEPS.map(({ file }) => readFileSync(clouds.path(file), 'utf8'));
    const outcomes = await exportAll(clouds);
    assert.deepEqual(
      outcomes.map(({ plan }) => plan?.action),
      STEPS.map(() => 'unchanged'),
    );
    assert.deepEqual(
      STEPS.map(({ file }) => readFileSync(clouds.path(file), 'utf8')),
      before,
    );
  });

  it('is planned without a call that writes, as it is imported then', async () => {
    clouds.destination.resetCalls();
    const planned = await importAll(clouds, { checkMode: true });
    assert.deepEqual(planned.failures, []);
    assert.equal(clouds.destination.calls.writes, 0);
    const imported = await importAll(clouds);
    assert.deepEqual(imported.failures, []);
    assert.deepEqual(imported.drift, []);
    assert.deepEqual(imported.actions, planned.actions);
  });

  it('is imported a second time, and a third, without a call that writes', async () => {
    for (const parallel of [1, 10]) {
      clouds.destination.resetCalls();
      const again = await importAll(clouds, { parallel });
      assert.deepEqual(Object.keys(again.actions), ['unchanged']);
      assert.deepEqual([again.failures, again.drift], [[], []]);
      assert.equal(clouds.destination.calls.writes, 0);
    }
  });

  it('is at the destination, field by field, what it is at the source', async () => {
    const there = await startTwoClouds();
    try {
      await exportAll({ ...clouds, source: clouds.destination, path: there.path }, {}, ['dst', 'dst']);
      const source = paramsIn(clouds.path);
      const destination = paramsIn(there.path);
      assert.deepEqual([...destination.keys()].sort(), [...source.keys()].sort());
      for (const [key, params] of source) {
        // A tenant cannot choose the address outside.
        const { external_fixed_ips: _here, ...wanted } = params;
        const { external_fixed_ips: _there, ...got } = destination.get(key) ?? {};
        assert.deepEqual(got, wanted, key);
      }
    } finally {
      await there.close();
    }
  });

  it('is exported by an administrator, too, and imported by a tenant with nothing but warnings', async () => {
    const others = await startTwoClouds();
    try {
      seedTenant(others.source);
      seedProvider(others.destination);
      await exportAll(others, { filters: { project_id: others.source.projectId('src') } }, [
        'admin',
        'admin',
      ]);
      const imported = await importAll(others);
      assert.deepEqual(imported.failures, []);
      assert.ok(imported.warnings.some((text) => text.includes('provider_network_type')));
      others.destination.resetCalls();
      const again = await importAll(others);
      assert.deepEqual([Object.keys(again.actions), again.failures], [['unchanged'], []]);
      assert.equal(others.destination.calls.writes, 0);
    } finally {
      await others.close();
    }
  });
});
