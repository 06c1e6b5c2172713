import type { Cidr } from '../../cidr/cidr.ts';
import { isInside, networkOf } from '../../discovery/config/networks.ts';
import { cidrsOfVpc } from '../../discovery/copy/advertised.ts';
import type { VpcFacts } from '../rule.types.ts';

/** A network for the gateways of a VPC. */
export interface GatewayCidr {
  /** Where discovery.yaml has it. */
  readonly key: 'avtx_cidr' | 'avtx_subnets';
  readonly text: string;
  readonly cidr: Cidr;
  /** It is in a CIDR of the VPC. */
  readonly isThere: boolean;
  /** Terraform will add it to the VPC: that of a group always, subnets never. */
  readonly isToBeAdded: boolean;
}

export function gatewayCidrs({
  asked,
  vpc,
  config: { config },
}: Pick<VpcFacts, 'asked' | 'vpc' | 'config'>): readonly GatewayCidr[] {
  const key = asked.avtx_subnets == null ? 'avtx_cidr' : 'avtx_subnets';
  const isAdded = key === 'avtx_cidr' && (config.configure_spoke_gw_hs || config.add_vpc_cidr);
  return (asked.avtx_subnets ?? [asked.avtx_cidr]).flatMap((text) => {
    const cidr = networkOf(text);
    if (text == null || cidr === undefined) return [];
    const isThere = isInside(cidr, cidrsOfVpc(vpc));
    return [{ key, text, cidr, isThere, isToBeAdded: isAdded && !isThere }];
  });
}
