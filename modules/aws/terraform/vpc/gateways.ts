import { halvesOf } from '../../cidr/cidr.ts';
import { formatCidr } from '../../cidr/format-cidr.ts';
import { parseCidr } from '../../cidr/read-cidr.ts';
import { gatewayCount, natZones, publicNats } from '../../discovery/copy/gateway-count.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';

/** A gateway of a group: an element of the argument `spoke_gws`. */
export interface GroupGateway {
  readonly zone: string;
  readonly cidr: string;
  readonly eip: string | undefined;
}

/** The gateways of a group, and after them the small instances that hold the elastic IPs which are left. */
export function groupGateways(view: VpcView, zones: readonly string[]): readonly GroupGateway[] {
  const eips = addresses(view);
  const count = Math.max(gatewayCount(view), isHoldingAll(view) ? eips.length : 0);
  const cidrs = view.asked.avtx_subnets ?? pieces(view.asked.avtx_cidr ?? '', count);
  return Array.from({ length: count }, (_unused, index) => ({
    zone: zones[index % zones.length] ?? '',
    cidr: cidrs[index] ?? '',
    eip: eips[index],
  }));
}

function isHoldingAll({ config: { config } }: VpcView): boolean {
  return config.configure_spoke_gw_hs && config.migrate_natgw_eip && config.deploy_dummy_spokes;
}

/** The largest equal parts of a block of which there are enough. */
function pieces(text: string, count: number): readonly string[] {
  let parts = [parseCidr(text)];
  while (parts.length < count || parts.length < 2) parts = parts.flatMap((part) => halvesOf(part) ?? [part]);
  return parts.map(formatCidr);
}

/** Elastic IPs for the gateways: those that are given, or those of the NAT gateways. */
function addresses(view: VpcView): readonly string[] {
  const { config } = view.config;
  if (!config.configure_spoke_gw_hs || !config.migrate_natgw_eip) return view.asked.eips ?? [];
  const nats = publicNats(view).map((nat) => ({
    zone: view.subnets.find(({ SubnetId }) => SubnetId === nat.SubnetId)?.AvailabilityZone,
    // Its own first, then those that were added to it.
    publicIps: (nat.NatGatewayAddresses ?? [])
      .toSorted((one, other) => Number(other.IsPrimary === true) - Number(one.IsPrimary === true))
      .flatMap(({ PublicIp }) => PublicIp ?? []),
  }));
  if (!config.migrate_natgw_one_spoke_per_az) return nats.flatMap(({ publicIps }) => publicIps);
  return natZones(view).flatMap((zone) => nats.find((nat) => nat.zone === zone)?.publicIps[0] ?? []);
}
