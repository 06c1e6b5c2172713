import { findAlerts, factsOf } from '../../../../modules/aws/rules/find-alerts.ts';
import type { Alert } from '../../../../modules/aws/rules/rule.types.ts';
import type { RegionSnapshot, TransitSnapshot } from '../../../../modules/aws/snapshot/snapshot.types.ts';
import type * as ec2 from '../../../../modules/aws/api/ec2.types.ts';
import { baseRegion, baseTransit, discoveryWith, snapshotOf, table } from '../snapshot/base.ts';

/** A change of the base, by which an alert is raised, or by which it nearly is. */
export interface Change {
  readonly region?: Partial<RegionSnapshot>;
  readonly transits?: readonly TransitSnapshot[];
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface RuleCases {
  /** With the line of the log that has to be there. */
  readonly raises: readonly (Change & { readonly log: string })[];
  readonly silent: readonly Change[];
}

export function alertsOf({ region = {}, transits = [baseTransit], config = {} }: Change): readonly Alert[] {
  const snapshot = snapshotOf([{ ...baseRegion, ...region }], transits);
  return findAlerts(factsOf(snapshot, discoveryWith(config)));
}

/** The tables of the base, with further routes in rtb-0b (private) or in another. */
export function routes(more: readonly ec2.Route[], id = 'rtb-0b'): Partial<RegionSnapshot> {
  return {
    routeTables: baseRegion.routeTables.map((one) =>
      one.RouteTableId === id ? { ...one, Routes: [...(one.Routes ?? []), ...more] } : one,
    ),
  };
}

/** The tables of the base and one more. */
export function tables(...parameters: Parameters<typeof table>): Partial<RegionSnapshot> {
  return { routeTables: [...baseRegion.routeTables, table(...parameters)] };
}

/** The VPC of the base, changed. */
export function vpc(change: ec2.Vpc): Partial<RegionSnapshot> {
  const vpcs = baseRegion.vpcs.map((one) => ({ ...one, ...change }));
  const named = vpcs.flatMap(({ VpcId = '', Tags }) => {
    const found = Tags?.find(({ Key }) => Key === 'Name')?.Value;
    return found === undefined ? [] : [[VpcId, found] as const];
  });
  return { vpcs, vpcNames: Object.fromEntries(named) };
}

/** CIDRs of the VPC, the first one first. */
export function cidrs(...list: readonly string[]): Partial<RegionSnapshot> {
  return vpc({
    ...(list[0] === undefined ? {} : { CidrBlock: list[0] }),
    CidrBlockAssociationSet: list.map((CidrBlock) => ({
      CidrBlock,
      CidrBlockState: { State: 'associated' as const },
    })),
  });
}
