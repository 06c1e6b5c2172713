import assert from 'node:assert/strict';
import type { VpcCopy } from '../../../../../modules/aws/discovery/copy/copy.types.ts';
import { planCopies } from '../../../../../modules/aws/discovery/copy/plan-copies.ts';
import { vpcViews } from '../../../../../modules/aws/discovery/view/views.ts';
import type { RegionSnapshot } from '../../../../../modules/aws/snapshot/snapshot.types.ts';
import {
  baseRegion,
  discoveryWith,
  inVpc,
  route,
  snapshotOf,
  subnet,
  table,
  TRANSIT,
  VPC,
} from '../../snapshot/base.ts';

type Changes = Readonly<Record<string, unknown>>;

function copyOf(region: Partial<RegionSnapshot> = {}, config: Changes = {}): VpcCopy {
  const [view] = vpcViews(snapshotOf([{ ...baseRegion, ...region }]), discoveryWith(config));
  assert.ok(view !== undefined);
  return planCopies(view);
}

/** What becomes of one route of a private table: undefined where it is copied. */
function reasonOf(
  to: string,
  target: Parameters<typeof route>[1],
  config: Changes = {},
  more: Partial<RegionSnapshot> = {},
) {
  const routeTables = [table('rtb-0a', ['main'], [route(to, target)])];
  const [only] = copyOf({ routeTables, ...more }, config).tables;
  return only?.routes.at(-1)?.reason;
}

const peering = { VpcPeeringConnectionId: 'pcx-01' };
const transit = { TransitGatewayId: TRANSIT };
const nat = { NatGatewayId: 'nat-01' };
const egress = { 'account_info.0.enable_spoke_egress': true };
const balancer = {
  vpcEndpoints: [{ VpcEndpointId: 'vpce-01', VpcId: VPC, VpcEndpointType: 'GatewayLoadBalancer' as const }],
};

describe('copies of routes', () => {
  const cases: readonly (readonly [name: string, found: () => unknown, reason: string | undefined])[] = [
    ['a peering', () => reasonOf('10.9.0.0/16', peering), undefined],
    ['an internet gateway', () => reasonOf('0.0.0.0/0', { GatewayId: 'igw-01' }), undefined],
    ['a NAT gateway', () => reasonOf('0.0.0.0/0', nat), undefined],
    ['an interface', () => reasonOf('10.9.0.0/16', { NetworkInterfaceId: 'eni-01' }), undefined],
    ['a carrier gateway', () => reasonOf('0.0.0.0/0', { CarrierGatewayId: 'cagw-01' }), undefined],
    ['IPv6', () => reasonOf('::/0', { EgressOnlyInternetGatewayId: 'eigw-01' }), undefined],
    ['a prefix list', () => reasonOf('pl-01', nat), undefined],
    ['a black hole', () => reasonOf('10.9.0.0/16', { ...peering, State: 'blackhole' }), 'inactive'],
    ['the VPC itself', () => reasonOf('10.1.0.0/16', { GatewayId: 'local' }), 'local'],
    [
      'the VPC by an interface',
      () => reasonOf('10.1.0.0/16', { NetworkInterfaceId: 'eni-01' }),
      'replaced-local',
    ],
    ['a part of the VPC', () => reasonOf('10.1.4.0/24', { NetworkInterfaceId: 'eni-01' }), undefined],
    ['a transit gateway', () => reasonOf('0.0.0.0/0', transit), 'transit-gateway'],
    [
      'a transit gateway, kept',
      () => reasonOf('0.0.0.0/0', transit, { 'config.filter_tgw_routes': false }),
      undefined,
    ],
    ['a VPN gateway', () => reasonOf('10.9.0.0/16', { GatewayId: 'vgw-01' }), 'vpn-gateway'],
    [
      'a VPN gateway, kept',
      () => reasonOf('10.9.0.0/16', { GatewayId: 'vgw-01' }, { 'config.filter_vgw_routes': false }),
      undefined,
    ],
    ['10/8 by a peering', () => reasonOf('10.0.0.0/8', peering), 'private-summary'],
    ['172.16/12', () => reasonOf('172.16.0.0/12', nat), 'private-summary'],
    ['192.168/16', () => reasonOf('192.168.0.0/16', { NetworkInterfaceId: 'eni-01' }), 'private-summary'],
    ['half of 10/8', () => reasonOf('10.0.0.0/9', peering), undefined],
    ['more than 172.16/12', () => reasonOf('172.0.0.0/8', peering), undefined],
    [
      'inside of filter_cidrs',
      () => reasonOf('146.197.3.0/24', peering, { 'account_info.0.filter_cidrs': ['146.197.0.0/16'] }),
      'filtered',
    ],
    [
      'around filter_cidrs',
      () => reasonOf('146.0.0.0/8', peering, { 'account_info.0.filter_cidrs': ['146.197.0.0/16'] }),
      undefined,
    ],
    ['egress: a NAT gateway', () => reasonOf('9.9.9.0/24', nat, egress), 'spoke-egress'],
    [
      'egress: all by an interface',
      () => reasonOf('0.0.0.0/0', { NetworkInterfaceId: 'eni-01' }, egress),
      'spoke-egress',
    ],
    [
      'egress: all by an internet gateway',
      () => reasonOf('0.0.0.0/0', { GatewayId: 'igw-01' }, egress),
      undefined,
    ],
    ['egress: NAT64', () => reasonOf('64:ff9b::/96', nat, egress), undefined],
    [
      'egress of the VPC',
      () => reasonOf('0.0.0.0/0', nat, { ...egress, [`${inVpc}.enable_spoke_egress`]: false }),
      undefined,
    ],
    [
      'a load balancer',
      () => reasonOf('0.0.0.0/0', { GatewayId: 'vpce-01' }, {}, balancer),
      'load-balancer-endpoint',
    ],
    [
      'a load balancer, kept',
      () => reasonOf('0.0.0.0/0', { GatewayId: 'vpce-01' }, { 'config.configure_gw_lb_ep': true }, balancer),
      undefined,
    ],
    ['a gateway endpoint', () => reasonOf('pl-01', { GatewayId: 'vpce-02' }), 'gateway-endpoint'],
    ['nothing that is known', () => reasonOf('10.9.0.0/16', { InstanceId: 'i-01' }), 'unknown-next-hop'],
  ];
  for (const [name, found, reason] of cases)
    it(name, () => {
      assert.equal(found(), reason);
    });
});

describe('copies of tables', () => {
  const keyed = (copy: VpcCopy) =>
    copy.tables.map(({ id, isMain, isPublic, isManaged, subnets, reason }) => ({
      id,
      isMain,
      isPublic,
      isManaged,
      subnets,
      reason,
    }));

  it('are made of the main table and of those with subnets', () => {
    const copy = copyOf({ routeTables: [...baseRegion.routeTables, table('rtb-0d', [], [])] });
    assert.deepEqual(keyed(copy), [
      { id: 'rtb-0a', isMain: true, isPublic: false, isManaged: true, subnets: [], reason: undefined },
      {
        id: 'rtb-0b',
        isMain: false,
        isPublic: false,
        isManaged: true,
        subnets: ['subnet-0b', 'subnet-0c'],
        reason: undefined,
      },
      {
        id: 'rtb-0c',
        isMain: false,
        isPublic: true,
        isManaged: false,
        subnets: ['subnet-0a'],
        reason: undefined,
      },
      { id: 'rtb-0d', isMain: false, isPublic: false, isManaged: true, subnets: [], reason: 'no-subnets' },
    ]);
    assert.deepEqual(copy.tables.map(({ key }) => key).slice(0, 2), ['org_rtb-0a', 'org_rtb-0b']);
  });

  it('of public tables are managed where a route leads to a transit or VPN gateway, or to private networks', () => {
    const managed = (more: ReturnType<typeof route>) =>
      copyOf({
        routeTables: [table('rtb-0c', ['main'], [route('0.0.0.0/0', { GatewayId: 'igw-01' }), more])],
      }).tables[0]?.isManaged;
    assert.equal(managed(route('8.0.0.0/8', transit)), true);
    assert.equal(managed(route('8.0.0.0/8', { GatewayId: 'vgw-01' })), true);
    assert.equal(managed(route('10.9.0.0/16', peering)), true);
    assert.equal(managed(route('8.0.0.0/8', peering)), false);
    assert.equal(managed(route('10.9.0.0/16', { ...peering, State: 'blackhole' })), false);
  });

  it('take no association with a gateway for the main one', () => {
    const copy = copyOf({
      routeTables: [...baseRegion.routeTables, table('rtb-0d', ['igw-01'], [])],
    });
    const edge = copy.tables.find(({ id }) => id === 'rtb-0d');
    assert.ok(edge !== undefined);
    assert.equal(edge.isMain, false);
    assert.equal(edge.reason, 'edge');
    assert.deepEqual(edge.gateways, ['igw-01']);
  });

  it('leave subnets of attachments where they are if asked to', () => {
    const region = {
      routeTables: [...baseRegion.routeTables, table('rtb-0d', ['subnet-0d'], [])],
      subnets: [...baseRegion.subnets, subnet('subnet-0d', '10.1.3.0/28')],
      attachments: baseRegion.attachments.map((one) => ({ ...one, SubnetIds: ['subnet-0d'] })),
    };
    const reasons = (copy: VpcCopy) => [copy.tables.at(-1)?.reason, copy.subnets.at(-1)?.reason];
    assert.deepEqual(reasons(copyOf(region)), [undefined, undefined]);
    assert.deepEqual(reasons(copyOf(region, { 'config.filter_tgw_attachment_subnet': true })), [
      'attachment-subnets-only',
      'attachment',
    ]);
  });

  it('take subnets for those of gateways by their place where Terraform gives all of them the tag', () => {
    const Tags = [{ Key: 'Aviatrix-Created-Resource', Value: 'x' }];
    const subnets = [
      ...baseRegion.subnets.map((one) => ({ ...one, Tags })),
      subnet('subnet-0d', '10.200.0.0/25', 'a', { Tags }),
    ];
    const reasons = (config: Changes = {}) => copyOf({ subnets }, config).subnets.map(({ reason }) => reason);
    const tagged = { 'config.subnet_tags': [{ key: 'Aviatrix-Created-Resource', value: 'x' }] };
    assert.deepEqual(reasons(tagged), [undefined, undefined, undefined, 'gateway']);
    assert.deepEqual(reasons(), ['gateway', 'gateway', 'gateway', 'gateway']);
  });

  it('are not made of tables that skip_rts names, the main one included', () => {
    const copy = copyOf({}, { [`${inVpc}.skip_rts`]: ['rtb-0a', 'rtb-0b'] });
    assert.deepEqual(
      copy.tables.map(({ reason }) => reason),
      ['skipped', 'skipped', undefined],
    );
    assert.deepEqual(
      copy.subnets.map(({ reason }) => reason),
      [undefined, 'table-stays', 'table-stays'],
    );
  });

  it('come out the same when they are there, and after the switch', () => {
    const tags = (id: string) => ({ Tags: [{ Key: 'Org_RT', Value: `org_${id}` }] });
    const copies = (associated: readonly (readonly string[])[]) => [
      table('rtb-1a', associated[0] ?? [], [], tags('rtb-0a')),
      table('rtb-1b', associated[1] ?? [], [], tags('rtb-0b')),
      table('rtb-1c', associated[2] ?? [], [], tags('rtb-0c')),
    ];
    const before = copyOf();
    const built = copyOf({ routeTables: [...baseRegion.routeTables, ...copies([])] });
    const emptied = baseRegion.routeTables.map((one) => ({ ...one, Associations: [] }));
    const switched = copyOf({
      routeTables: [...emptied, ...copies([['main'], ['subnet-0b', 'subnet-0c'], ['subnet-0a']])],
    });
    assert.deepEqual(keyed(built), keyed(before));
    assert.deepEqual(keyed(switched), keyed(before));
    assert.deepEqual(switched.subnets, before.subnets);
    assert.deepEqual(
      switched.tables.map(({ existing }) => existing),
      ['rtb-1a', 'rtb-1b', 'rtb-1c'],
    );
    assert.deepEqual(switched.orphans, []);
  });

  it('whose originals are gone are told', () => {
    const orphan = table('rtb-1a', ['subnet-0a'], [], { Tags: [{ Key: 'Org_RT', Value: 'org_rtb-99' }] });
    assert.deepEqual(copyOf({ routeTables: [...baseRegion.routeTables, orphan] }).orphans, ['rtb-1a']);
  });

  it('do not count an association that is ending', () => {
    const ending = table('rtb-0d', ['subnet-0a'], []);
    const associations = ending.Associations?.map((one) => ({
      ...one,
      AssociationState: { State: 'disassociated' as const },
    }));
    const copy = copyOf({
      routeTables: [...baseRegion.routeTables, { ...ending, Associations: associations }],
    });
    assert.equal(copy.tables.at(-1)?.reason, 'no-subnets');
    assert.equal(copy.subnets[0]?.table, 'rtb-0c');
  });
});

describe('zones of gateways', () => {
  it('are those with the most private subnets, then the others by name', () => {
    assert.deepEqual(copyOf().zones, ['us-east-1b', 'us-east-1a']);
    const subnets = [
      ...baseRegion.subnets,
      subnet('subnet-0d', '10.1.3.0/24', 'c'),
      subnet('subnet-0e', '10.1.4.0/24', 'c'),
      subnet('subnet-0f', '10.1.5.0/24', 'c'),
    ];
    assert.deepEqual(copyOf({ subnets }).zones, ['us-east-1c', 'us-east-1b']);
  });

  it('are as many as gateways', () => {
    assert.deepEqual(copyOf({}, { [`${inVpc}.spoke_ha`]: false }).zones, ['us-east-1b']);
    const group = {
      config: { configure_spoke_gw_hs: true },
      [`${inVpc}.avtx_cidr`]: '10.1.200.0/24',
      [`${inVpc}.number_of_spokes`]: 5,
    };
    assert.deepEqual(copyOf({}, group).zones, [
      'us-east-1b',
      'us-east-1a',
      'us-east-1c',
      'us-east-1b',
      'us-east-1a',
    ]);
  });

  it('are those that are asked for', () => {
    assert.deepEqual(copyOf({}, { [`${inVpc}.gw_zones`]: ['c', 'a'] }).zones, ['us-east-1c', 'us-east-1a']);
  });

  it('are those of the NAT gateways where these give their addresses', () => {
    const natIn = (id: string, SubnetId: string) => ({
      NatGatewayId: id,
      VpcId: VPC,
      SubnetId,
      State: 'available' as const,
      NatGatewayAddresses: [{ AllocationId: `eipalloc-${id}` }],
    });
    const group = {
      config: { configure_spoke_gw_hs: true, migrate_natgw_eip: true },
      [`${inVpc}.avtx_cidr`]: '10.1.200.0/24',
    };
    const natGateways = [
      natIn('nat-01', 'subnet-0b'),
      natIn('nat-02', 'subnet-0a'),
      natIn('nat-03', 'subnet-0a'),
    ];
    assert.deepEqual(copyOf({ natGateways }, group).zones, ['us-east-1a', 'us-east-1b', 'us-east-1a']);
  });
});
