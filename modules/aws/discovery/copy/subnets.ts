import type { RouteTable, Subnet } from '../../api/ec2.types.ts';
import type { VpcView } from '../view/view.types.ts';

/** The tag of what belongs to the controller or was made for it. */
export const createdTag = 'Aviatrix-Created-Resource';

/** Subnets in which transit gateways have their interfaces, where these are left alone (`filter_tgw_attachment_subnet`). */
export function attachmentSubnets({ attachments, config }: VpcView): ReadonlySet<string> {
  if (!config.config.filter_tgw_attachment_subnet) return new Set();
  const present = attachments.filter(({ State }) => State !== 'deleted' && State !== 'deleting');
  return new Set(present.flatMap(({ SubnetIds }) => SubnetIds ?? []));
}

/** Subnets that were made for the gateways: tagged so, or with a gateway in them. */
export function gatewaySubnets({ subnets, gateways }: VpcView): ReadonlySet<string> {
  const tagged = subnets.filter(({ Tags }) => Tags?.some(({ Key }) => Key === createdTag));
  return new Set([...tagged, ...gateways].flatMap(({ SubnetId }) => SubnetId ?? []));
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
