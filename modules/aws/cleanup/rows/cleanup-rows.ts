import type { Rows, StateRow } from '../../switch/execute/execute.types.ts';
import { advertisementRow } from '../../switch/rows/advertisement-row.ts';
import type { CleanupKind } from '../cleanup.types.ts';
import { loadBalancerRow, virtualInterfaceRow } from './other-rows.ts';
import { natGatewayRow, subnetRow, vpcCidrRow, vpnDetachmentRow, vpnGatewayRow } from './gateway-rows.ts';
import { peeringRouteRow, peeringRow, routeTableRow } from './route-rows.ts';
import { transitAttachmentRow, transitDetachmentRow } from './transit-rows.ts';

/** How each kind of step of a cleanup is looked at. */
export const cleanupRows: Rows = {
  'transit-detachment': transitDetachmentRow,
  advertisement: advertisementRow,
  'route-table': routeTableRow,
  'attachment-table': routeTableRow,
  'peering-route': peeringRouteRow,
  peering: peeringRow,
  'transit-attachment': transitAttachmentRow,
  subnet: subnetRow,
  'nat-gateway': natGatewayRow,
  'load-balancer': loadBalancerRow,
  'vpn-detachment': vpnDetachmentRow,
  'virtual-interface': virtualInterfaceRow,
  'vpn-gateway': vpnGatewayRow,
  'vpc-cidr': vpcCidrRow,
} satisfies Readonly<Record<CleanupKind, StateRow>>;
