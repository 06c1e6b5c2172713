import { compare, isEqual, type Cidr } from '../../cidr/cidr.ts';
import { formatCidr } from '../../cidr/format-cidr.ts';
import { splitCidrs } from '../../cidr/split-cidrs.ts';
import { isInside, networkOf } from '../../discovery/config/networks.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { Subject } from './plan.types.ts';

export type Advertised =
  | { readonly cidrs: readonly string[] }
  | { readonly flaws: readonly { readonly detail: string; readonly help: string }[] };

/**
 * What the spoke gateway of a VPC is to advertise, in the order of blocks: `spoke_advertisement` where it is set; else
 * the CIDRs of the VPC that are inside of `allow_vpc_cidrs`, and that of the gateways. Where the controller manages the
 * transit gateway, each is in pieces that win against the prefixes which lead there now.
 */
export function advertisedCidrs(subject: Subject): Advertised {
  const { asked, account } = subject.view;
  if (asked.spoke_advertisement != null)
    return { cidrs: formatted(asked.spoke_advertisement.flatMap((text) => networkOf(text) ?? [])) };
  const own = networkOf(asked.avtx_cidr);
  const cidrs = vpcCidrs(subject.view).filter((cidr) => own === undefined || !isEqual(cidr, own));
  const gateway = own === undefined ? [] : [own];
  if (!account.managed_tgw) return { cidrs: formatted([...cidrs, ...gateway]) };
  const split = splitCidrs({ cidrs, existing: prefixesToBeat(subject, cidrs) });
  if (!split.isPossible) return { flaws: split.problems };
  return { cidrs: formatted([...split.splits.flatMap(({ pieces }) => pieces), ...gateway]) };
}

/** The IPv4 CIDRs of a VPC that may be advertised; one that is on its way out is not among them. */
export function vpcCidrs({ vpc, config }: VpcView): readonly Cidr[] {
  const associated = (vpc.CidrBlockAssociationSet ?? []).flatMap(({ CidrBlock, CidrBlockState }) =>
    CidrBlockState?.State === undefined || CidrBlockState.State === 'associated'
      ? (networkOf(CidrBlock) ?? [])
      : [],
  );
  return associated.filter((cidr) => isInside(cidr, config.config.allow_vpc_cidrs));
}

/** Prefixes in the form and order in which advertisements are compared. */
export function normalCidrs(texts: readonly string[]): readonly string[] {
  return formatted(texts.flatMap((text) => networkOf(text.trim()) ?? []));
}

function formatted(cidrs: readonly Cidr[]): readonly string[] {
  const sorted = cidrs.toSorted(compare);
  return sorted
    .filter((cidr, index) => !sorted.slice(0, index).some((one) => isEqual(one, cidr)))
    .map(formatCidr);
}

/**
 * What the transit gateways of the VPC have in their tables, whoever may see them: at least the CIDRs themselves, which
 * the attachment propagates. What the gateway advertises since an earlier switch would be split a second time.
 */
function prefixesToBeat(
  { view, transits, gateways, gatewayName }: Subject,
  cidrs: readonly Cidr[],
): readonly Cidr[] {
  const attached = new Set(view.attachments.map(({ TransitGatewayId }) => TransitGatewayId));
  const own = (gateways.find(({ name }) => name === gatewayName)?.advertised ?? []).flatMap(
    (text) => networkOf(text) ?? [],
  );
  const routed = transits
    .filter(({ gateway }) => attached.has(gateway.TransitGatewayId))
    .flatMap(({ routeTables }) => routeTables.flatMap(({ routes }) => routes))
    .flatMap(({ DestinationCidrBlock }) => networkOf(DestinationCidrBlock) ?? [])
    .filter((cidr) => !own.some((one) => isEqual(one, cidr)));
  return [...cidrs, ...routed];
}
