/** What the kit has switched is taken over and taken back as a whole, or not at all; and once only. */
import assert from 'node:assert/strict';
import type { Discovery } from '../../../../../modules/aws/discovery/config/discovery.types.ts';
import { vpcViews } from '../../../../../modules/aws/discovery/view/views.ts';
import type { Routing } from '../../../../../modules/aws/switch/gather-routing.ts';
import { foldSwitch } from '../../../../../modules/aws/switch/journal/fold-switch.ts';
import { readVpcLines } from '../../../../../modules/aws/switch/journal/vpc-lines.ts';
import { adoptKit } from '../../../../../modules/aws/switch/kit/adopt-kit.ts';
import { parseKitFile } from '../../../../../modules/aws/switch/kit/kit-file.ts';
import { takenBackOf } from '../../../../../modules/aws/switch/kit/taken-back.ts';
import { readTakenBack, revertSource } from '../../../../../modules/aws/switch/revert-source.ts';
import { describePlan } from '../../../../../modules/aws/switch/run/describe-plan.ts';
import type { PlannedVpc } from '../../../../../modules/aws/switch/run/planned.types.ts';
import { revertWork } from '../../../../../modules/aws/switch/run/revert-work.ts';
import type { Snapshot } from '../../../../../modules/aws/snapshot/snapshot.types.ts';
import { linesInMemory, operatorOf } from '../support/operator.ts';
import { ACCOUNT, REGION, shopConfig, shopWorld, snapshotOf, type World } from '../support/world.ts';

const file = parseKitFile(
  JSON.stringify({
    static: { [`${ACCOUNT}-${REGION}-vpc-a-tgw-attach-a-tgw-rtb-1`]: ['10.1.0.0/16', '10.1.9.0/24'] },
    propagated: {
      [`${ACCOUNT}-${REGION}-vpc-a-vpc-a`]: [{ TransitGatewayRouteTableId: 'tgw-rtb-2', State: 'enabled' }],
    },
    gw_adv_cidr: { 'spoke-a': ['10.101.0.0/24'] },
  }),
  '/out/tmp/revert.json',
);

interface Seen {
  readonly state?: ReturnType<typeof linesInMemory>;
  readonly config?: Discovery;
  readonly snapshot?: (snapshot: Snapshot) => Snapshot;
  readonly gateways?: World['gateways'];
}

async function routingOf(world: World, seen: Seen): Promise<Routing> {
  const { state = linesInMemory(), config = shopConfig(), gateways = world.gateways } = seen;
  const snapshot = seen.snapshot?.(snapshotOf(world)) ?? snapshotOf(world);
  const lines = await readVpcLines({ account: ACCOUNT, vpc: 'vpc-a' }, { state });
  return {
    config,
    digest: 'sha256:0',
    views: vpcViews(snapshot, config).filter(({ id }) => id === 'vpc-a'),
    facts: { regions: snapshot.regions, transits: snapshot.transits, gateways },
    states: new Map([['vpc-a', foldSwitch(lines)]]),
  };
}

/** A world as the kit leaves it: what a switch does, without a word in our journal. */
async function switchedByKit(): Promise<World> {
  const world = shopWorld();
  world.transitTables[1]!.references = [];
  world.transitTables[1]!.routes = [];
  await operatorOf(world).run('do', { only: 'vpc-a' });
  return world;
}

async function bothWays(seen: Seen): Promise<readonly (readonly string[])[]> {
  const routing = await routingOf(await switchedByKit(), seen);
  const source = revertSource(routing, routing.views[0]!, file);
  return [revertWork(source, routing.facts), adoptKit(source, routing.facts)].map(({ work, problems }) => {
    assert.equal(work, undefined);
    assert.ok(problems.every(({ help }) => help !== ''));
    return problems.map(({ detail }) => detail);
  });
}

const withGap =
  (action: string, without: Partial<Snapshot> = {}) =>
  (snapshot: Snapshot): Snapshot => ({
    ...snapshot,
    regions: snapshot.regions.map((region) => ({ ...region, gaps: [{ action, message: 'it is denied.' }] })),
    ...without,
  });

describe('a switch of the kit that cannot be seen as a whole', () => {
  it('is complete in what follows', async () => {
    const routing = await routingOf(await switchedByKit(), {});
    const source = revertSource(routing, routing.views[0]!, file);
    for (const { work, problems } of [revertWork(source, routing.facts), adoptKit(source, routing.facts)]) {
      assert.deepEqual(problems, []);
      assert.ok(work);
    }
  });

  for (const action of [
    'DescribeRouteTables',
    'DescribeTransitGatewayRouteTables',
    'SearchTransitGatewayRoutes',
    'GetTransitGatewayRouteTablePropagations',
    'DescribeTransitGatewayVpcAttachments',
  ])
    it(`is refused both ways where ${action} is denied`, async () => {
      for (const details of await bothWays({ snapshot: withGap(action) }))
        assert.deepEqual(details, [`vpc-a: ${action} gave no answer: it is denied.`]);
    });

  it('goes on where what is denied is not what its file is about', async () => {
    const routing = await routingOf(await switchedByKit(), { snapshot: withGap('DescribeNatGateways') });
    const source = revertSource(routing, routing.views[0]!, file);
    assert.deepEqual(revertWork(source, routing.facts).problems, []);
  });

  it('is refused both ways where the transit gateway of a propagation was not read', async () => {
    for (const details of await bothWays({ snapshot: (snapshot) => ({ ...snapshot, transits: [] }) }))
      assert.deepEqual(details, [
        'vpc-a: by /out/tmp/revert.json it propagated to tgw-rtb-2, and no attachment of it to the transit gateway of this table is seen.',
      ]);
  });

  it('is refused both ways where the controller does not list its gateway', async () => {
    for (const details of await bothWays({ gateways: [] }))
      assert.deepEqual(details, [
        'vpc-a: /out/tmp/revert.json has what spoke-a advertised, and the controller lists no such spoke gateway.',
      ]);
  });

  it('is refused both ways where discovery.yaml gives another name to its gateway', async () => {
    for (const details of await bothWays({ config: shopConfig({ vpcA: { spoke_gw_name: 'renamed' } }) })) {
      assert.equal(details.length, 1);
      assert.match(details[0]!, /spoke-a advertised, which is in it and is not .*\(renamed\)/);
    }
  });
});

describe('a switch of the kit that was taken back', () => {
  async function planned(
    world: World,
    state: ReturnType<typeof linesInMemory>,
  ): Promise<{ readonly plan: PlannedVpc; readonly routing: Routing }> {
    const routing = await routingOf(world, { state });
    const kit = new Map([[ACCOUNT, file]]);
    const holds = { lines: () => Promise.resolve(undefined), take: () => Promise.reject(new Error('none')) };
    const takenBack = await readTakenBack(routing, kit, holds, { state: { ...state } });
    const source = revertSource(routing, routing.views[0]!, file, takenBack);
    return { plan: revertWork(source, routing.facts), routing };
  }

  async function takenBackByFile() {
    const world = await switchedByKit();
    const state = linesInMemory();
    const { plan } = await planned(world, state);
    assert.deepEqual(plan.problems, []);
    await operatorOf(world, state).run('undo', {
      only: 'vpc-a',
      adopted: new Map([['vpc-a', plan.work!.adopts]]),
    });
    // Somebody needs a route no more.
    const [table] = world.transitTables;
    table!.routes = table!.routes.filter((route) => route.DestinationCidrBlock !== '10.1.9.0/24');
    return { world, state };
  }

  it('is not taken back again, though the file is there', async () => {
    const { world, state } = await takenBackByFile();
    const { plan } = await planned(world, state);
    assert.equal(plan.work, undefined);
    assert.equal(describePlan([plan], 'undo').reason, 'vpc-a: it is reverted');
  });

  it('is not taken back again after a switch of our own that was reverted', async () => {
    const { world, state } = await takenBackByFile();
    const operator = operatorOf(world, state);
    const settings = { removesStaticRoutes: false, removesPropagations: false };
    await operator.run('do', { only: 'vpc-a', settings });
    await operator.run('undo', { only: 'vpc-a' });
    const { plan } = await planned(world, state);
    assert.equal(plan.work, undefined);
  });

  it('is taken back again where the kit has switched it once more', async () => {
    const { world, state } = await takenBackByFile();
    await operatorOf(world).run('do', { only: 'vpc-a' });
    const { plan } = await planned(world, state);
    assert.ok(plan.work);
    assert.ok(plan.listed.some(({ kind }) => kind === 'association'));
  });

  it('is known by its journal as what was taken over alone', async () => {
    const state = linesInMemory();
    const world = shopWorld();
    await operatorOf(world, state).run('do', { only: 'vpc-a' });
    await operatorOf(world, state).run('undo', { only: 'vpc-a' });
    const own = await readVpcLines({ account: ACCOUNT, vpc: 'vpc-a' }, { state });
    assert.deepEqual(takenBackOf(own), []);
    const taken = await takenBackByFile();
    const lines = await readVpcLines({ account: ACCOUNT, vpc: 'vpc-a' }, { state: taken.state });
    assert.ok(takenBackOf(lines).some(({ kind }) => kind === 'static-route'));
  });
});
