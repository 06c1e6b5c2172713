import assert from 'node:assert/strict';
import type { Fault } from '../clouds/openstack/cloud.ts';
import { graphOf } from './support/graph.ts';
import { ABOUT_200 } from './support/mixed-tenant.ts';
import { assertSameGraph } from './support/same-graph.ts';
import { exportedShop, IMPORT, type ExportedShop } from './support/shop.ts';

/** Each hits one call in twenty, and no two the same one. */
const TWENTIETHS: readonly Fault[] = [
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500, after: true },
  { kind: 'reset', after: true },
];

describe('an import of 200 mixed resources', function () {
  this.timeout(300_000);
  let ground: ExportedShop;
  before(async () => {
    ground = await exportedShop(ABOUT_200);
  });
  after(() => ground.close());

  /** Imports while calls fail, then again while none does: that has nothing to do. */
  async function survives(faults: readonly Fault[]): Promise<void> {
    const { cloud } = ground.shop;
    const space = ground.fresh();
    try {
      for (const fault of faults) cloud.faults.add({ ...fault, times: Infinity });
      const ended = await space.drover(IMPORT);
      cloud.faults.clear();
      assert.equal(ended.code, 0, ended.stdout + ended.stderr);
      assertSameGraph(graphOf(ground.destination()), ground.wanted, JSON.stringify(faults));
      cloud.resetCalls();
      const further = await space.drover(IMPORT);
      assert.equal(further.code, 0, further.stdout + further.stderr);
      assert.equal(cloud.calls.writes, 0);
    } finally {
      space.remove();
    }
  }

  it('ends in the same graph while a fifth of all calls fails, or is answered only in the server', () =>
    survives(TWENTIETHS.map((fault, index) => ({ ...fault, match: { nth: 1 + 5 * index, every: 20 } }))));

  it('ends in the same graph while a fifth of all answers is lost after the work was done', () =>
    survives([{ kind: 'reset', after: true, match: { nth: 3, every: 5 } }]));

  it('goes on when its token expires in the middle, more than once', async () => {
    await survives([{ kind: 'expire-token', match: { service: 'network', nth: 40, every: 50 } }]);
  });

  it('comes back when it is asked to (429, Retry-After)', async () => {
    const headers = { 'retry-after': '0.2' };
    await survives([{ kind: 'status', status: 429, headers, match: { nth: 10, every: 12 } }]);
  });
});
