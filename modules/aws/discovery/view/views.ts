/** A snapshot beside its discovery.yaml, region by region and VPC by VPC, in the order of that file. */
import type * as ec2 from '../../api/ec2.types.ts';
import type { RegionSnapshot, Snapshot } from '../../snapshot/snapshot.types.ts';
import { defaultVpc } from '../config/default-vpc.ts';
import type { Discovery } from '../config/discovery.types.ts';
import { settingsOf, transitGatewayOf } from '../config/settings.ts';
import type { RegionView, VpcView } from './view.types.ts';

export function regionViews(snapshot: Snapshot, config: Discovery): readonly RegionView[] {
  return config.account_info.flatMap((account) =>
    account.regions.flatMap((region) => {
      const seen = snapshot.regions.find(
        (one) => one.account === account.account_id && one.region === region.region,
      );
      if (seen === undefined) return [];
      const wantedTransit = transitGatewayOf(config, region)?.id;
      const transit =
        wantedTransit === undefined
          ? undefined
          : snapshot.transits.find(({ gateway }) => gateway.TransitGatewayId === wantedTransit);
      return [{ config, account, region, seen, wantedTransit, transit, snapshot }];
    }),
  );
}

/** VPCs of discovery.yaml that are there; where it names none, all of the region. */
export function vpcViews(snapshot: Snapshot, config: Discovery): readonly VpcView[] {
  return regionViews(snapshot, config).flatMap(vpcsOfRegion);
}

export function vpcsOfRegion(view: RegionView): readonly VpcView[] {
  const { account, region, seen } = view;
  const parts = partsByVpc(seen);
  const byId = new Map(seen.vpcs.map((vpc) => [vpc.VpcId ?? '', vpc]));
  const asked = region.vpcs.length > 0 ? region.vpcs : [...byId.keys()].map(defaultVpc);
  return asked.flatMap((one) => {
    const vpc = byId.get(one.vpc_id);
    if (vpc === undefined) return [];
    const of = <T>(group: ReadonlyMap<string, readonly T[]>) => group.get(one.vpc_id) ?? [];
    const vpnGateways = of(parts.vpnGateways);
    return [
      {
        ...view,
        id: one.vpc_id,
        asked: one,
        settings: settingsOf(account, one),
        vpc,
        subnets: of(parts.subnets),
        routeTables: of(parts.routeTables),
        internetGateways: of(parts.internetGateways),
        egressOnlyInternetGateways: of(parts.egressOnlyInternetGateways),
        natGateways: of(parts.natGateways),
        vpcEndpoints: of(parts.vpcEndpoints),
        peerings: of(parts.peerings),
        vpnGateways,
        vpnConnections: seen.vpnConnections.filter(({ VpnGatewayId: id }) =>
          vpnGateways.some(({ VpnGatewayId }) => VpnGatewayId === id),
        ),
        attachments: of(parts.attachments),
        gateways: of(parts.gateways),
      },
    ];
  });
}

/** Everything of a region by the VPCs that it belongs to: each list is gone through once. */
function partsByVpc(seen: RegionSnapshot) {
  return {
    subnets: group(seen.subnets, (one) => [one.VpcId]),
    routeTables: group(seen.routeTables, (one) => [one.VpcId]),
    internetGateways: group(seen.internetGateways, (one) => attachedTo(one.Attachments)),
    egressOnlyInternetGateways: group(seen.egressOnlyInternetGateways, (one) => attachedTo(one.Attachments)),
    natGateways: group(seen.natGateways, (one) => [one.VpcId]),
    vpcEndpoints: group(seen.vpcEndpoints, (one) => [one.VpcId]),
    peerings: group(seen.peerings, peers),
    vpnGateways: group(seen.vpnGateways, (one) => attachedTo(one.VpcAttachments)),
    attachments: group(seen.attachments, (one) => [one.VpcId]),
    gateways: group(seen.gateways, (one) => [one.VpcId]),
  };
}

function group<T>(
  items: readonly T[],
  vpcs: (item: T) => readonly (string | undefined)[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const vpc of new Set(vpcs(item))) {
      if (vpc === undefined) continue;
      const group = groups.get(vpc) ?? [];
      groups.set(vpc, group);
      group.push(item);
    }
  }
  return groups;
}

/** A gateway that is being detached, or was, is not of the VPC any more. */
function attachedTo(
  attachments: readonly { readonly VpcId?: string | undefined; readonly State?: string | undefined }[] = [],
): readonly (string | undefined)[] {
  return attachments
    .filter(({ State }) => State !== 'detached' && State !== 'detaching')
    .map(({ VpcId }) => VpcId);
}

function peers(peering: ec2.VpcPeeringConnection): readonly (string | undefined)[] {
  return [peering.AccepterVpcInfo?.VpcId, peering.RequesterVpcInfo?.VpcId];
}
