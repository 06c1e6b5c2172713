import assert from 'node:assert/strict';
import { vpcViews } from '../../../../modules/aws/discovery/view/views.ts';
import { planSwitch } from '../../../../modules/aws/switch/plan/plan-switch.ts';
import type { SwitchSettings, VpcPlan } from '../../../../modules/aws/switch/plan/plan.types.ts';
import type { Probe } from '../../../../modules/aws/switch/probe.types.ts';
import { route, shopConfig, shopWorld, snapshotOf, type ConfigChoice, type World } from './support/world.ts';

const ALL: SwitchSettings = { removesStaticRoutes: true, removesPropagations: true, canary: [], probes: [] };

function planOf(world: World, settings: Partial<SwitchSettings> = {}, choice: ConfigChoice = {}): VpcPlan {
  const snapshot = snapshotOf(world);
  const view = vpcViews(snapshot, shopConfig(choice)).find(({ id }) => id === 'vpc-a')!;
  return planSwitch({
    view,
    gatewayName: view.asked.spoke_gw_name ?? undefined,
    gateways: world.gateways,
    transits: snapshot.transits,
    settings: { ...ALL, ...settings },
  });
}

const idsOf = ({ operations }: VpcPlan): readonly string[] =>
  operations.map(({ id }) => id.replace('vpc-a/', ''));

const ASSOCIATIONS = ['association/subnet-a1', 'association/subnet-a2', 'association/main'];
const TRANSIT = [
  'static-route/tgw-rtb-1/10.1.0.0/16/tgw-attach-a',
  'static-route/tgw-rtb-1/10.1.9.0/24/tgw-attach-a',
  'static-route/tgw-rtb-2/10.1.0.0/16/tgw-attach-a',
  'prefix-list-reference/tgw-rtb-2/pl-1/tgw-attach-a',
  'propagation/tgw-rtb-2/tgw-attach-a',
];

const probe: Probe = {
  name: 'web',
  vpcs: [],
  stages: ['canary', 'associations', 'withdrawal'],
  way: { kind: 'tcp', host: '10.1.0.9', port: 80 },
  timeout: 1,
  tries: 1,
  pause: 0,
};

describe('the plan of a switch', () => {
  it('advertises, then moves subnets and the main table, then takes routes out of the transit', () => {
    const plan = planOf(shopWorld());
    assert.deepEqual(plan.problems, []);
    assert.deepEqual(idsOf(plan), ['advertisement/spoke-a', ...ASSOCIATIONS, ...TRANSIT]);
    assert.deepEqual(plan.operations[0]?.after, ['10.1.0.0/16', '10.101.0.0/24']);
    assert.deepEqual(plan.operations[0].before, ['10.101.0.0/24']);
  });

  it('waits as long as delete_tgw_route_delay says, where there is something to wait for', () => {
    const rest = { switch_traffic: { delete_tgw_route_delay: '7' } };
    const plan = planOf(shopWorld(), {}, { rest });
    assert.equal(plan.operations.find(({ kind }) => kind === 'wait')?.target['seconds'], 7);
    assert.equal(idsOf(plan).indexOf('wait/transit'), 4);
    const without = planOf(shopWorld(), { removesStaticRoutes: false, removesPropagations: false }, { rest });
    assert.ok(!idsOf(without).includes('wait/transit'));
  });

  it('leaves the transit alone unless it is asked for', () => {
    const none = planOf(shopWorld(), { removesStaticRoutes: false, removesPropagations: false });
    assert.deepEqual(idsOf(none), ['advertisement/spoke-a', ...ASSOCIATIONS]);
    const statics = planOf(shopWorld(), { removesPropagations: false });
    assert.deepEqual(idsOf(statics).slice(4), TRANSIT.slice(0, 4));
    const propagated = planOf(shopWorld(), { removesStaticRoutes: false });
    assert.deepEqual(idsOf(propagated).slice(4), TRANSIT.slice(4));
  });

  it('heeds delete_tgw_route_to_vpcs', () => {
    const rest = { switch_traffic: { delete_tgw_route_delay: 0, delete_tgw_route_to_vpcs: ['vpc-b'] } };
    const plan = planOf(shopWorld(), {}, { rest });
    assert.deepEqual(idsOf(plan), ['advertisement/spoke-a', ...ASSOCIATIONS]);
    assert.match(plan.notes.join(' '), /delete_tgw_route_to_vpcs/);
  });

  it('never takes the association of a gateway for the main one', () => {
    const plan = planOf(shopWorld());
    const main = plan.operations.find(({ id }) => id === 'vpc-a/association/main');
    assert.deepEqual(main?.before, { routeTable: 'rtb-a0' });
    assert.match(plan.notes.join(' '), /rtb-a1 goes on routing what comes in by igw-a/);
  });

  it('lets the named subnets go first, also one that follows the main table', () => {
    const plan = planOf(shopWorld(), { canary: ['subnet-a3', 'subnet-a2'], probes: [probe] });
    assert.deepEqual(idsOf(plan).slice(0, 4), [
      'advertisement/spoke-a',
      'association/subnet-a3',
      'association/subnet-a2',
      'probe/canary/web',
    ]);
    const first = plan.operations[1];
    assert.deepEqual(first?.before, { routeTable: null });
    assert.deepEqual(
      first.does.map(({ action }) => action),
      ['AssociateRouteTable'],
    );
    assert.deepEqual(
      first.undoes.map(({ action }) => action),
      ['DisassociateRouteTable'],
    );
    assert.ok(
      idsOf(plan).includes('probe/associations/web') && idsOf(plan).at(-1) === 'probe/withdrawal/web',
    );
  });

  it('chooses the first subnet itself', () => {
    const plan = planOf(shopWorld(), { canary: 'auto' });
    assert.deepEqual(idsOf(plan).slice(1), [...ASSOCIATIONS, ...TRANSIT]);
    assert.deepEqual(planOf(shopWorld(), { canary: 'auto', probes: [probe] }).operations[2]?.kind, 'probe');
  });

  it('lets one of those first that follow the main table, where all do', () => {
    const world = shopWorld();
    for (const table of world.routeTables)
      if (table.RouteTableId === 'rtb-a1') table.Associations!.splice(0, 2);
    const plan = planOf(world, { canary: 'auto' });
    assert.deepEqual(idsOf(plan).slice(1, 3), ['association/subnet-a1', 'association/main']);
    assert.deepEqual(plan.operations[1]?.before, { routeTable: null });
  });

  it('says what a copy lacks', () => {
    const world = shopWorld();
    const original = world.routeTables.find(({ RouteTableId }) => RouteTableId === 'rtb-a1');
    original!.Routes!.push({
      DestinationCidrBlock: '198.51.100.0/24',
      NatGatewayId: 'nat-1',
      State: 'active',
    });
    assert.match(
      planOf(world).notes.join(' '),
      /rtb-c0a1 lacks routes that rtb-a1 has: 198\.51\.100\.0\/24 to nat-1/,
    );
    assert.doesNotMatch(planOf(shopWorld()).notes.join(' '), /lacks/);
  });

  it('says which gateway endpoints a copy is without', () => {
    const notesFor = (...RouteTableIds: string[]): string => {
      const snapshot = snapshotOf(shopWorld());
      const endpoint = {
        VpcEndpointId: 'vpce-1',
        VpcEndpointType: 'Gateway' as const,
        VpcId: 'vpc-a',
        RouteTableIds,
      };
      const regions = snapshot.regions.map((one) => ({ ...one, vpcEndpoints: [endpoint] }));
      const [view] = vpcViews({ ...snapshot, regions }, shopConfig());
      const gateways = shopWorld().gateways;
      const subject = { view: view!, gatewayName: 'spoke-a', gateways, transits: snapshot.transits };
      return planSwitch({ ...subject, settings: ALL }).notes.join(' ');
    };
    assert.match(notesFor('rtb-a1'), /rtb-c0a1 lacks routes that rtb-a1 has: vpce-1\./);
    assert.doesNotMatch(notesFor('rtb-a1', 'rtb-c0a1'), /lacks/);
  });

  it('refuses where a copy is missing, or there are two', () => {
    const world = shopWorld();
    world.routeTables.splice(3, 1);
    assert.match(planOf(world).problems[0]!.detail, /cannot find org_rtb-a1 in the Org_RT tag/);
    const twice = shopWorld();
    twice.routeTables.push({ ...twice.routeTables[3]!, RouteTableId: 'rtb-c0ff' });
    assert.match(planOf(twice).problems[0]!.detail, /has 2 copies: rtb-c0a1, rtb-c0ff/);
  });

  it('leaves tables of skip_rts, and needs no copy of them', () => {
    const world = shopWorld();
    world.routeTables.splice(3, 1);
    const plan = planOf(world, {}, { vpcA: { skip_rts: ['rtb-a1'] } });
    assert.deepEqual(plan.problems, []);
    assert.deepEqual(idsOf(plan).slice(1, 3), ['association/main', TRANSIT[0]]);
  });

  it('refuses a gateway that is not there, or not up', () => {
    const world = shopWorld();
    world.gateways[0] = { ...world.gateways[0]!, isUp: false };
    assert.match(planOf(world).problems[0]!.detail, /spoke-a is not up/);
    const gone = shopWorld();
    gone.gateways.splice(0, 1);
    assert.match(planOf(gone).problems[0]!.detail, /knows no spoke gateway spoke-a/);
  });

  it('says which addresses the transit led to the VPC that its gateway does not advertise', () => {
    const lost = (world: World, settings: Partial<SwitchSettings> = {}, choice: ConfigChoice = {}) =>
      planOf(world, settings, choice).notes.filter((note) => note.includes('advertises only'));
    assert.deepEqual(lost(shopWorld()), []);
    const world = shopWorld();
    world.transitTables[0]!.routes.push(route('0.0.0.0/0', 'a'), route('10.1.0.0/17', 'a'));
    world.transitTables[1]!.routes.push(route('2001:db8:1::/56', 'a'));
    assert.match(lost(world)[0] ?? '', /go for 0\.0\.0\.0\/0, 2001:db8:1::\/56, too/);
    assert.deepEqual(lost(world, { removesStaticRoutes: false }), []);
    const narrow: ConfigChoice = {
      rest: { config: { configure_spoke_gw_hs: false, allow_vpc_cidrs: ['10.100.0.0/14'] } },
    };
    assert.match(
      lost(shopWorld(), { removesStaticRoutes: false }, narrow)[0] ?? '',
      /go for 10\.1\.0\.0\/16, too/,
    );
    const six = shopWorld();
    six.vpcs[0]!.Ipv6CidrBlockAssociationSet = [{ Ipv6CidrBlock: '2001:db8:9::/56' }];
    assert.deepEqual(lost(six), []);
    six.attachments[0] = { ...six.attachments[0]!, Options: { Ipv6Support: 'enable' } };
    assert.match(lost(six)[0] ?? '', /2001:db8:9::\/56/);
  });

  it('refuses to take routes away that it could not see', () => {
    const snapshot = snapshotOf(shopWorld());
    const read = (action: string, settings: Partial<SwitchSettings> = {}) => {
      const regions = snapshot.regions.map((one) => ({ ...one, gaps: [{ action, message: 'not allowed' }] }));
      const view = vpcViews({ ...snapshot, regions }, shopConfig()).find(({ id }) => id === 'vpc-a')!;
      const gateways = shopWorld().gateways;
      const { transits } = snapshot;
      return planSwitch({
        view,
        gatewayName: 'spoke-a',
        gateways,
        transits,
        settings: { ...ALL, ...settings },
      });
    };
    const details = ({ problems }: VpcPlan) => problems.map(({ detail }) => detail).join(' ');
    assert.match(details(read('SearchTransitGatewayRoutes')), /SearchTransitGatewayRoutes gave no answer/);
    assert.match(details(read('GetTransitGatewayRouteTablePropagations')), /Propagations gave no answer/);
    assert.match(details(read('DescribeTransitGatewayRouteTables')), /RouteTables gave no answer/);
    assert.equal(details(read('SearchTransitGatewayRoutes', { removesStaticRoutes: false })), '');
    const none = { removesStaticRoutes: false, removesPropagations: false };
    assert.equal(details(read('DescribeTransitGatewayRouteTables', none)), '');
  });

  it('refuses a transit gateway that it may not read', () => {
    const world = shopWorld();
    world.attachments[0] = { ...world.attachments[0]!, TransitGatewayId: 'tgw-other' };
    assert.match(planOf(world).problems[0]!.detail, /attached to tgw-other/);
    assert.deepEqual(planOf(world, { removesStaticRoutes: false, removesPropagations: false }).problems, []);
  });

  it('advertises pieces that win against the routes of a managed transit gateway, and leaves these', () => {
    const world = shopWorld();
    world.transitTables[0]!.routes.push(route('10.1.128.0/17', 'a'));
    const plan = planOf(world, {}, { account: { managed_tgw: true } });
    assert.deepEqual(idsOf(plan), ['advertisement/spoke-a', ...ASSOCIATIONS]);
    const after = plan.operations[0]?.after as readonly string[];
    assert.ok(
      !after.includes('10.1.0.0/16') && !after.includes('10.1.128.0/17') && !after.includes('10.1.9.0/24'),
    );
    assert.ok(after.includes('10.101.0.0/24') && after.includes('10.1.9.0/25'), after.join(' '));
  });

  it('advertises what spoke_advertisement says, and nothing outside of allow_vpc_cidrs', () => {
    const own = planOf(
      shopWorld(),
      {},
      {
        config: { configure_spoke_advertisement: true },
        vpcA: { spoke_advertisement: ['10.1.64.0/18', '10.1.0.0/18'] },
      },
    );
    assert.deepEqual(own.operations[0]?.after, ['10.1.0.0/18', '10.1.64.0/18']);
    const narrow = planOf(
      shopWorld(),
      {},
      { config: { allow_vpc_cidrs: ['10.101.0.0/16', '10.102.0.0/16'] } },
    );
    assert.deepEqual(
      idsOf(narrow)[0],
      'association/subnet-a1',
      'the gateway advertises 10.101.0.0/24 already',
    );
  });

  it('does not go on where the routing could not be read', () => {
    const snapshot = snapshotOf(shopWorld());
    const gaps = [{ action: 'DescribeRouteTables', message: 'denied' }];
    const view = vpcViews(
      { ...snapshot, regions: snapshot.regions.map((one) => ({ ...one, gaps })) },
      shopConfig(),
    )[0]!;
    const plan = planSwitch({
      view,
      gatewayName: 'spoke-a',
      gateways: shopWorld().gateways,
      transits: snapshot.transits,
      settings: ALL,
    });
    assert.match(plan.problems[0]!.detail, /DescribeRouteTables gave no answer: denied/);
  });
});
