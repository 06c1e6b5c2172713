/** A VPC after its switch, as a cleanup finds it: cases change one thing of it. */
import assert from 'node:assert/strict';
import type { RouteTable, Subnet } from '../../../../../modules/aws/api/ec2.types.ts';
import type { CleanupSubject, Dependents } from '../../../../../modules/aws/cleanup/cleanup.types.ts';
import type { Discovery } from '../../../../../modules/aws/discovery/config/discovery.types.ts';
import { vpcViews } from '../../../../../modules/aws/discovery/view/views.ts';
import type { RegionSnapshot, TransitSnapshot } from '../../../../../modules/aws/snapshot/snapshot.types.ts';
import {
  noSwitch,
  type RecordedOperation,
  type SwitchState,
} from '../../../../../modules/aws/switch/journal/fold-switch.ts';
import { account, region, snapshotOf, subnet, table, vpc } from '../../terraform/support/estate.ts';
import { discovery } from '../../terraform/support/shapes.ts';

export const transit = 'tgw-0a1b2c3d4e5f60718';

/** One VPC after its switch: originals rtb-1 (main) and rtb-2, copies rtb-11 and rtb-12. */
export interface Scene {
  readonly config?: Readonly<Record<string, unknown>>;
  readonly seen?: Partial<RegionSnapshot>;
  readonly tables?: readonly RouteTable[];
  readonly subnets?: readonly Subnet[];
  readonly dependents?: Partial<Dependents>;
  readonly transits?: readonly TransitSnapshot[];
  readonly state?: Partial<SwitchState>;
}

export function copy(id: string, original: string, parts: Parameters<typeof table>[2] = {}): RouteTable {
  return table(id, 'vpc-1', { ...parts, tags: { Org_RT: `org_${original}` } });
}

export const switchedTables = [
  table('rtb-1', 'vpc-1', {}),
  table('rtb-2', 'vpc-1', {}),
  copy('rtb-11', 'rtb-1', { isMain: true }),
  copy('rtb-12', 'rtb-2', { subnets: ['subnet-1'] }),
];

export function moved(id: string, before: string | null, after: string): RecordedOperation {
  return {
    status: 'done',
    at: '2026-11-22T00:00:00Z',
    operation: {
      id: `vpc-1/association/${id}`,
      kind: 'association',
      vpc: 'vpc-1',
      title: `${id} to ${after}`,
      place: { account, region },
      target: id === 'main' ? { vpc: 'vpc-1', main: true } : { vpc: 'vpc-1', subnet: id },
      before: { routeTable: before },
      after: { routeTable: after },
      does: [],
      undoes: [],
      risk: 'path',
    },
  };
}

function configOf(changes: Readonly<Record<string, unknown>> = {}): Discovery {
  return discovery('classic', {
    'account_info.0.regions.0.vpcs.0.vpc_id': 'vpc-1',
    'config.filter_tgw_attachment_subnet': false,
    tgw: { tgw_account: '321098765432', tgw_role: 'transit', tgw_by_region: { [region]: transit } },
    cleanup: {},
    ...changes,
  });
}

export function subjectOf(scene: Scene): CleanupSubject {
  const config = configOf(scene.config);
  const snapshot = snapshotOf(
    [
      {
        vpc: vpc('vpc-1', ['10.0.0.0/16', '100.64.0.0/24', '100.65.0.0/24', '10.101.0.0/24']),
        subnets: scene.subnets ?? [
          subnet('subnet-1', 'vpc-1', '10.0.1.0/24', 'a'),
          subnet('subnet-9', 'vpc-1', '100.65.0.0/28', 'a'),
        ],
        routeTables: scene.tables ?? switchedTables,
      },
    ],
    scene.seen,
  );
  const [view] = vpcViews(snapshot, config);
  assert.ok(view !== undefined);
  const operations = [moved('subnet-1', 'rtb-2', 'rtb-12'), moved('main', 'rtb-1', 'rtb-11')];
  const transits = scene.transits ?? [];
  return {
    view,
    gatewayName: 'shop-spoke',
    state: {
      ...noSwitch,
      phase: 'switched',
      cycle: 1,
      since: '2026-11-22T00:00:00Z',
      operations,
      last: 9,
      ...scene.state,
    },
    facts: { regions: snapshot.regions, transits, gateways: [] },
    dependents: {
      interfaces: [],
      balancers: [],
      virtualInterfaces: [],
      transitAttachments: [],
      ...scene.dependents,
    },
  };
}

export const attachment = {
  TransitGatewayAttachmentId: 'tgw-attach-1',
  TransitGatewayId: transit,
  VpcId: 'vpc-1',
  State: 'available' as const,
  SubnetIds: ['subnet-9'],
};
