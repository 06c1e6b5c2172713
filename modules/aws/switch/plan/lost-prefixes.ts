import type { Cidr } from '../../cidr/cidr.ts';
import { subtract } from '../../cidr/sets.ts';
import { networkOf } from '../../discovery/config/networks.ts';
import { cidrsOfVpc, ipv6CidrsOfVpc } from '../../discovery/copy/advertised.ts';
import type { SwitchOperation } from '../operation.types.ts';
import { advertisedCidrs } from './advertised-cidrs.ts';
import type { Subject } from './plan.types.ts';

/**
 * Says where nothing takes the place of what is taken out of the transit gateways: routes that are wider than what the
 * spoke gateway advertises (a default route to a VPC with firewalls), CIDRs outside of `allow_vpc_cidrs`, IPv6.
 */
export function lostPrefixes(subject: Subject, operations: readonly SwitchOperation[]): readonly string[] {
  const advertised = advertisedCidrs(subject);
  if ('flaws' in advertised) return [];
  const taken = advertised.cidrs.flatMap(toCidr);
  const { id } = subject.view;
  const led = operations.flatMap(({ kind, target }) => {
    if (kind === 'static-route') return [String(target['cidr'])];
    return kind === 'propagation' ? propagatedBy(String(target['attachment']), subject) : [];
  });
  const lost = [...new Set(led)].filter((text) => subtract(toCidr(text), taken).length > 0);
  if (lost.length === 0) return [];
  return [
    `${id}: its transit routes go for ${lost.join(', ')}, too, and its spoke gateway advertises only ${advertised.cidrs.join(', ') || 'nothing'}: what came by them for other addresses finds no way afterwards. See allow_vpc_cidrs and spoke_advertisement, or leave its transit routes by delete_tgw_route_to_vpcs.`,
  ];
}

/** The CIDRs of the VPC; those of IPv6 where the attachment has it. */
function propagatedBy(attachment: string, { view: { vpc, attachments } }: Subject): readonly string[] {
  const found = attachments.find((one) => one.TransitGatewayAttachmentId === attachment);
  const six = found?.Options?.Ipv6Support === 'enable' ? ipv6CidrsOfVpc(vpc) : [];
  return [...cidrsOfVpc(vpc), ...six];
}

function toCidr(text: string): readonly Cidr[] {
  const cidr = networkOf(text);
  return cidr === undefined ? [] : [cidr];
}
