import assert from 'node:assert/strict';
import type { Discovery } from '../../../../modules/aws/discovery/config/discovery.types.ts';
import { vpcViews } from '../../../../modules/aws/discovery/view/views.ts';
import type { Aws, Place } from '../../../../modules/aws/api/aws.types.ts';
import { gatherSnapshot } from '../../../../modules/aws/snapshot/gather-snapshot.ts';
import type { Snapshot, TransitSnapshot } from '../../../../modules/aws/snapshot/snapshot.types.ts';
import { parseKitFile } from '../../../../modules/aws/switch/kit/kit-file.ts';
import { kitOperations } from '../../../../modules/aws/switch/kit/kit-operations.ts';
import type { Operation } from '../../../../modules/aws/switch/operation.types.ts';
import { narrowed } from '../../../../modules/aws/switch/choose-vpcs.ts';
import { planSwitch } from '../../../../modules/aws/switch/plan/plan-switch.ts';
import {
  ACCOUNT,
  REGION,
  route,
  shopConfig,
  shopWorld,
  snapshotOf,
  TRANSIT_ACCOUNT,
} from './support/world.ts';

const MESH_ACCOUNT = '432109876543';
const MESH = 'tgw-2';

/** vpc-a is also attached to a transit gateway of an account that has its own role in discovery.yaml. */
const base = shopConfig();
const [shop] = base.account_info;
const config: Discovery = {
  ...base,
  account_info: [
    ...base.account_info,
    {
      ...shop!,
      account_id: MESH_ACCOUNT,
      role_name: 'mesh-role',
      regions: shop!.regions.map((one) => ({
        ...one,
        vpcs: one.vpcs.slice(0, 1).map((vpc) => ({ ...vpc, vpc_id: 'vpc-m' })),
      })),
    },
  ],
};
const meshAttachment = {
  TransitGatewayAttachmentId: 'tgw-attach-c',
  TransitGatewayId: MESH,
  VpcId: 'vpc-a',
  State: 'available' as const,
  SubnetIds: ['subnet-a1'],
};
const mesh: TransitSnapshot = {
  account: MESH_ACCOUNT,
  region: REGION,
  gateway: { TransitGatewayId: MESH, OwnerId: MESH_ACCOUNT },
  attachments: [],
  routeTables: [
    {
      table: { TransitGatewayRouteTableId: 'tgw-rtb-9', TransitGatewayId: MESH },
      associations: [],
      propagations: [{ TransitGatewayAttachmentId: 'tgw-attach-c', State: 'enabled' }],
      routes: [route('10.1.0.0/16', 'c')],
      prefixListReferences: [],
    },
  ],
};

const world = shopWorld();
world.attachments.push(meshAttachment);
const plain = snapshotOf(world);
const snapshot: Snapshot = { ...plain, transits: [...plain.transits, mesh] };
const [view] = vpcViews(snapshot, config);

/** Account and role of steps about a table. */
const rolesOf = (operations: readonly Operation[], table: string): readonly string[] => [
  ...new Set(
    operations
      .filter(({ target }) => target['table'] === table)
      .map(({ place }) => (typeof place === 'string' ? place : `${place.account} ${place.role ?? ''}`)),
  ),
];

describe('the transit gateways of other accounts', () => {
  it('are changed as the roles of their accounts, by a switch', () => {
    const { operations, problems } = planSwitch({
      view: view!,
      gatewayName: 'spoke-a',
      gateways: world.gateways,
      transits: snapshot.transits,
      settings: { removesStaticRoutes: true, removesPropagations: true, canary: [], probes: [] },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(rolesOf(operations, 'tgw-rtb-9'), [`${MESH_ACCOUNT} mesh-role`]);
    assert.deepEqual(rolesOf(operations, 'tgw-rtb-1'), [`${TRANSIT_ACCOUNT} transit`]);
  });

  it('are not changed where discovery.yaml names no role for them', () => {
    const { operations, problems } = planSwitch({
      view: vpcViews(snapshot, base)[0]!,
      gatewayName: 'spoke-a',
      gateways: world.gateways,
      transits: snapshot.transits,
      settings: { removesStaticRoutes: true, removesPropagations: true, canary: [], probes: [] },
    });
    assert.match(problems.map(({ detail }) => detail).join(), /attached to tgw-2 \(tgw-attach-c\)/);
    assert.deepEqual(rolesOf(operations, 'tgw-rtb-9'), []);
  });

  it('are changed as the same roles by the way back of what the kit has switched', () => {
    const name = `${ACCOUNT}-${REGION}-vpc-a`;
    const file = parseKitFile(
      JSON.stringify({
        static: {
          [`${name}-tgw-attach-c-tgw-rtb-9`]: ['10.1.0.0/16'],
          [`${name}-tgw-attach-a-tgw-rtb-1`]: ['10.1.0.0/16'],
        },
        propagated: {
          [`${name}-vpc-a`]: [{ TransitGatewayRouteTableId: 'tgw-rtb-9', State: 'enabled' }],
        },
      }),
      'revert.json',
    );
    const { regions, transits } = snapshot;
    const facts = { regions, transits, gateways: world.gateways };
    const operations = kitOperations(file, view!, facts, 'spoke-a');
    assert.equal(operations.filter(({ target }) => target['table'] === 'tgw-rtb-9').length, 2);
    assert.deepEqual(rolesOf(operations, 'tgw-rtb-9'), [`${MESH_ACCOUNT} mesh-role`]);
    assert.deepEqual(rolesOf(operations, 'tgw-rtb-1'), [`${TRANSIT_ACCOUNT} transit`]);
  });

  it('are changed as the same roles where only some VPCs are asked for', () => {
    const { operations, problems } = planSwitch({
      view: vpcViews(snapshot, narrowed(config, ['vpc-a']))[0]!,
      gatewayName: 'spoke-a',
      gateways: world.gateways,
      transits: snapshot.transits,
      settings: { removesStaticRoutes: true, removesPropagations: true, canary: [], probes: [] },
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(rolesOf(operations, 'tgw-rtb-9'), [`${MESH_ACCOUNT} mesh-role`]);
  });

  for (const asked of [undefined, ['vpc-a']])
    it(`are read as the same roles, for ${asked?.join() ?? 'all VPCs'}`, async () => {
      const readAs = new Set<string>();
      const lists: Readonly<Record<string, readonly unknown[]>> = {
        DescribeVpcs: ['vpc-a', 'vpc-b', 'vpc-m'].map((VpcId) => ({ VpcId })),
        DescribeTransitGatewayVpcAttachments: [meshAttachment],
        DescribeTransitGateways: [mesh.gateway],
      };
      const all = ({ account, role }: Place, _service: unknown, action: string) => {
        if (action === 'DescribeTransitGatewayRouteTables') readAs.add(`${account} ${role ?? ''}`);
        return Promise.resolve(lists[action] ?? []);
      };
      const aws = { all, call: () => Promise.resolve({}), partitionOf: () => 'aws' } as unknown as Aws;
      await gatherSnapshot(aws, narrowed(config, asked), { warn: () => undefined });
      assert.deepEqual([...readAs].toSorted(), [`${TRANSIT_ACCOUNT} transit`, `${MESH_ACCOUNT} mesh-role`]);
    });
});
