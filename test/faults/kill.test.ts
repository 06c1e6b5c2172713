import assert from 'node:assert/strict';
import {
  openKillGround,
  stepsOf,
  surviveKillAt,
  surviveKillsEvery,
  type KillGround,
} from './support/kill.ts';
import { ABOUT_200, SMALL } from './support/mixed-tenant.ts';

/** Every step takes about an hour: `npm run test:faults`. */
const EVERY = 190;

describe('an import of 200 mixed resources that is killed', function () {
  this.timeout(300_000);
  let opened: KillGround;
  before(async () => {
    opened = await openKillGround(ABOUT_200);
    const { intended, done, mapped } = opened.counts;
    assert.ok(intended > 150 && done === intended && mapped > 150, JSON.stringify(opened.counts));
  });
  after(() => opened.ground.close());

  it('is resumed to the same graph, with no duplicate and nothing left over', async () => {
    const steps = stepsOf(opened.counts);
    for (const [index, step] of steps.entries())
      if (index % EVERY === EVERY >> 1) await surviveKillAt(opened, step);
  });

  it('comes to its end also where each of its processes is killed', async () => {
    assert.ok((await surviveKillsEvery(opened, 'done', 60)) >= 2);
  });
});

describe('an import of two networks of one name, with subnets of one name', function () {
  this.timeout(300_000);
  let opened: KillGround;
  before(async () => {
    opened = await openKillGround(SMALL, {
      os_migrate_kinds: ['networks', 'subnets'],
      os_migrate_networks_filter: ['twin'],
      os_migrate_subnets_filter: ['twin'],
    });
    assert.deepEqual(opened.counts, { intended: 4, done: 4, mapped: 4 });
  });
  after(() => opened.ground.close());

  it('is resumed to the same graph, wherever it is killed', async () => {
    for (const step of stepsOf(opened.counts)) await surviveKillAt(opened, step);
  });
});
