import { attachmentSubnets } from '../../discovery/copy/subnets.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import { isSameState } from '../../switch/execute/same-state.ts';
import type { CleanupKind, CleanupOperation, CleanupPart, CleanupSubject } from '../cleanup.types.ts';
import { openOperations } from '../open-operations.ts';
import { targetText } from '../rows/target-text.ts';
import { connectionTo } from './gateways.ts';
import { each } from './removal.ts';
import { associationsIn, isNew, originalsIn } from './tables.ts';
import { whySubnetStays } from './transit.ts';

type Seen = ReadonlyMap<string, unknown>;

/** A step that goes on, why it does not, or undefined: the other plans decide. */
type Decision = CleanupOperation | string | undefined;

/**
 * Steps of earlier runs about what the other plans cannot see any more, as a step before it is done or it is going
 * already. What they can see they decide alone, whatever was recorded. `seen` are the states of all that is open.
 */
export function planLeft(subject: CleanupSubject, seen: Seen): CleanupPart {
  const open = openOperations(subject).filter(({ id, after }) => !isSameState(seen.get(id), after));
  return each(open, (operation) => decisions[operation.kind]?.(operation, subject, seen));
}

const decisions: Readonly<
  Partial<Record<CleanupKind, (operation: CleanupOperation, subject: CleanupSubject, seen: Seen) => Decision>>
> = {
  subnet: leftSubnet,
  'attachment-table': leftTable,
  'vpn-detachment': leftDetachment,
  'virtual-interface': leftOfVpnGateway,
  'vpn-gateway': leftOfVpnGateway,
  'transit-attachment': goingAlready,
  'nat-gateway': goingAlready,
  peering: goingAlready,
  'vpc-cidr': goingAlready,
};

/** Once the attachment is gone, nothing says that the subnet was for it. */
function leftSubnet(operation: CleanupOperation, { view, dependents }: CleanupSubject): Decision {
  const id = targetText(operation, 'subnet');
  const isAsked = view.config.config.filter_tgw_attachment_subnet;
  if (!isAsked || attachmentSubnets(view).has(id)) return undefined;
  return whySubnetStays(id, dependents) ?? operation;
}

/** Once the subnets are gone, nothing says that the table was for them. */
function leftTable(operation: CleanupOperation, { view, state }: CleanupSubject): Decision {
  const id = targetText(operation, 'table');
  const leaving = targetText(operation, 'leaving').split(',');
  const table = view.routeTables.find(({ RouteTableId }) => RouteTableId === id);
  const isUnused =
    table !== undefined &&
    !isNew(table) &&
    associationsIn(table).length === 0 &&
    !view.subnets.some(({ SubnetId = '' }) => leaving.includes(SubnetId));
  const isAsked = view.config.config.filter_tgw_attachment_subnet && !originalsIn(state.operations).has(id);
  return isAsked && isUnused ? operation : undefined;
}

/** A gateway that is being detached is not of the VPC any more. */
function leftDetachment(operation: CleanupOperation, subject: CleanupSubject, seen: Seen): Decision {
  const isUnseen = isUnseenVpnGateway(targetText(operation, 'gateway'), subject);
  return isUnseen && isSameState(seen.get(operation.id), operation.before) ? operation : undefined;
}

/** Once the gateway is detached, nothing says that it was of this VPC. */
function leftOfVpnGateway(operation: CleanupOperation, subject: CleanupSubject, seen: Seen): Decision {
  const { view } = subject;
  const gateway = vpnGatewayOf(operation);
  if (!isUnseenVpnGateway(gateway, subject)) return undefined;
  // Boundary: the state of such a step, as its row reads it.
  const state = seen.get(`${view.id}/cleanup/vpn-gateway/${gateway}`) as VpnState;
  const why = whyInUse(gateway, state?.vpc ?? undefined, view);
  const id = operation.kind === 'vpn-gateway' ? gateway : targetText(operation, 'interface');
  return why === undefined ? operation : `${id} stays: ${why}`;
}

/** Somebody may use a gateway that was detached for something else since. */
function whyInUse(
  gateway: string,
  attachedTo: string | undefined,
  { id, seen }: VpcView,
): string | undefined {
  if (attachedTo !== undefined && attachedTo !== id) return `${gateway} is attached to ${attachedTo} by now.`;
  const connection = connectionTo(gateway, seen.vpnConnections);
  return connection && `the VPN connection ${connection.VpnConnectionId ?? ''} ends at ${gateway}.`;
}

type VpnState = { readonly vpc: string | null } | null | undefined;

function vpnGatewayOf(operation: CleanupOperation): string {
  if (operation.kind === 'vpn-gateway') return targetText(operation, 'gateway');
  // Boundary: the state of an interface, as its plan made it.
  return (operation.before as { readonly gateway: string }).gateway;
}

function isUnseenVpnGateway(gateway: string, { view }: CleanupSubject): boolean {
  const isAsked = view.config.cleanup?.resources.includes('VGW') === true;
  return isAsked && !view.vpnGateways.some(({ VpnGatewayId }) => VpnGatewayId === gateway);
}

/** It was called for, and AWS takes its time: it is waited for. */
function goingAlready(operation: CleanupOperation, { view }: CleanupSubject): Decision {
  const { natGateways, attachments, peerings, vpc } = view;
  const going = [
    ...natGateways.filter(({ State }) => State === 'deleting').map(({ NatGatewayId }) => NatGatewayId),
    ...attachments
      .filter(({ State }) => State === 'deleting')
      .map(({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId),
    ...peerings
      .filter(({ Status }) => Status?.Code === 'deleting')
      .map(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId),
    ...(vpc.CidrBlockAssociationSet ?? [])
      .filter(({ CidrBlockState }) => CidrBlockState?.State === 'disassociating')
      .map(({ CidrBlock }) => CidrBlock),
    ...(vpc.Ipv6CidrBlockAssociationSet ?? [])
      .filter(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === 'disassociating')
      .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock),
  ];
  const own = ['attachment', 'nat', 'peering', 'cidr'].map((key) => targetText(operation, key));
  return going.some((id) => id !== undefined && own.includes(id)) ? operation : undefined;
}
