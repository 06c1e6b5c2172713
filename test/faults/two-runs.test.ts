import assert from 'node:assert/strict';
import type { Ended } from '../cli/built.ts';
import { graphOf } from './support/graph.ts';
import { SMALL } from './support/mixed-tenant.ts';
import { assertSameGraph } from './support/same-graph.ts';
import { exportedShop, IMPORT, type ExportedShop } from './support/shop.ts';

describe('two imports into one project at the same moment', function () {
  this.timeout(120_000);
  let ground: ExportedShop;
  before(async () => {
    // Slow enough that the two are at work at the same time.
    ground = await exportedShop(SMALL, { cloud: { latencyMs: 30 } });
  });
  after(() => ground.close());

  function assertOneRefused(ended: readonly Ended[], words: RegExp): void {
    const told = ended.map(({ code, stdout, stderr }) => `${code}:\n${stdout}${stderr}`).join('\n');
    const codes = ended.map(({ code }) => code).sort();
    assert.deepEqual(codes, [0, 2], told);
    const refused = ended.find(({ code }) => code === 2);
    assert.match((refused?.stdout ?? '') + (refused?.stderr ?? ''), words);
    assert.match(told, /Nothing was changed\./);
    assertSameGraph(graphOf(ground.destination()), ground.wanted, told);
  }

  it('are one: the second is refused, and says who is at it', async () => {
    const space = ground.fresh();
    try {
      const ended = await Promise.all([space.drover(IMPORT), space.drover(IMPORT)]);
      assertOneRefused(ended, /Run \S+ is writing [^\n]*: process \d+ on /);
      assert.equal(space.runs().length, 1);
    } finally {
      space.remove();
    }
  });

  it('are one with other data directories, too', async () => {
    const space = ground.fresh();
    const other = ground.beside();
    try {
      const person = { XDG_STATE_HOME: space.environment['XDG_STATE_HOME'] ?? '' };
      const ended = await Promise.all([space.drover(IMPORT), other.drover(IMPORT, person)]);
      assertOneRefused(ended, /Run \S+ is writing to the project [0-9a-f]{32} of /);
      assert.equal(space.runs().length + other.runs().length, 1);
    } finally {
      space.remove();
      other.remove();
    }
  });
});
