import type { RouteTable, Subnet, TransitGatewayVpcAttachment } from '../../api/ec2.types.ts';
import { isInside, networkOf } from '../config/networks.ts';
import type { VpcView } from '../view/view.types.ts';

/** The tag of what belongs to the controller or was made for it. */
export const createdTag = 'Aviatrix-Created-Resource';

/** Subnets in which transit gateways have their interfaces, where these are left alone (`filter_tgw_attachment_subnet`). */
export function attachmentSubnets({ attachments, config }: VpcView): ReadonlySet<string> {
  if (!config.config.filter_tgw_attachment_subnet) return new Set();
  return new Set(attachments.filter(isAttached).flatMap(({ SubnetIds }) => SubnetIds ?? []));
}

/** Those that are gone, or never came to be, AWS lists for a while. */
export function isAttached({ State }: TransitGatewayVpcAttachment): boolean {
  return State === undefined || !over.has(State);
}

const over: ReadonlySet<string> = new Set([
  'deleted',
  'deleting',
  'failed',
  'failing',
  'rejected',
  'rejecting',
]);

/** Subnets that were made for the gateways: tagged so, or with a gateway in them. */
export function gatewaySubnets(view: VpcView): ReadonlySet<string> {
  const { subnets, gateways, config } = view;
  // Where Terraform gives the tag to all subnets, it is by their place that those of the gateways are known.
  const isForAll = config.config.subnet_tags.some(({ key }) => key === createdTag);
  const tagged = subnets.filter(
    (one) => one.Tags?.some(({ Key }) => Key === createdTag) && (!isForAll || isPlacedForGateways(one, view)),
  );
  return new Set([...tagged, ...gateways].flatMap(({ SubnetId }) => SubnetId ?? []));
}

function isPlacedForGateways({ CidrBlock }: Subnet, { asked }: VpcView): boolean {
  const cidr = networkOf(CidrBlock);
  const places = asked.avtx_subnets ?? (asked.avtx_cidr == null ? [] : [asked.avtx_cidr]);
  return cidr !== undefined && isInside(cidr, places);
}

/** Associations that are, or are becoming; a table that is left has one in state `disassociating` for a while. */
export function associationsOf(table: RouteTable) {
  return (table.Associations ?? []).filter(({ AssociationState: state }) => {
    return state?.State === undefined || state.State === 'associated' || state.State === 'associating';
  });
}

export function subnetIdOf({ SubnetId }: Subnet): string {
  return SubnetId ?? '';
}
