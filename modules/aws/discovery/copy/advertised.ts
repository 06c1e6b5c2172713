import type * as ec2 from '../../api/ec2.types.ts';
import { isInside, networkOf } from '../config/networks.ts';
import type { VpcView } from '../view/view.types.ts';

/** The IPv4 CIDRs of a VPC, the primary one first, without those that it is losing. */
export function cidrsOfVpc({ CidrBlock, CidrBlockAssociationSet: set }: ec2.Vpc): readonly string[] {
  const secondary = (set ?? []).filter(({ CidrBlockState }) => isThere(CidrBlockState?.State));
  const all = [CidrBlock, ...secondary.map((one) => one.CidrBlock)];
  return [...new Set(all.filter((cidr) => cidr !== undefined))];
}

/** The IPv6 CIDRs of a VPC. */
export function ipv6CidrsOfVpc({ Ipv6CidrBlockAssociationSet: set }: ec2.Vpc): readonly string[] {
  const there = (set ?? []).filter(({ Ipv6CidrBlockState }) => isThere(Ipv6CidrBlockState?.State));
  return there.flatMap(({ Ipv6CidrBlock }) => Ipv6CidrBlock ?? []);
}

/** The IPv4 CIDRs of one side of a peering. */
export function cidrsOfPeer(peer: ec2.VpcPeeringConnection['AccepterVpcInfo']): readonly string[] {
  const set = (peer?.CidrBlockSet ?? []).flatMap(({ CidrBlock }) => CidrBlock ?? []);
  return set.length > 0 ? set : peer?.CidrBlock === undefined ? [] : [peer.CidrBlock];
}

/** CIDRs of the VPC that are inside of `allow_vpc_cidrs`: what its spoke advertises, beside `avtx_cidr`. */
export function allowedCidrs({ vpc, config }: VpcView): readonly string[] {
  return cidrsOfVpc(vpc).filter((text) => {
    const cidr = networkOf(text);
    return cidr !== undefined && isInside(cidr, config.config.allow_vpc_cidrs);
  });
}

/** What the spoke of a VPC advertises of it: `spoke_advertisement`, or else the CIDRs that are allowed. */
export function advertisedOfVpc(view: VpcView): readonly string[] {
  return view.asked.spoke_advertisement ?? allowedCidrs(view);
}

function isThere(state: string | undefined): boolean {
  return state === undefined || state === 'associated' || state === 'associating';
}
