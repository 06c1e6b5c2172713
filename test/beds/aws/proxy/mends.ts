/** Every gap of moto that is mended, the outer ones first: the only list. */
import type { Mend } from './mend.types.ts';
import { bucketOwners, conditionalWrites } from './mends/buckets.ts';
import {
  createVirtualInterface,
  deleteVirtualInterface,
  describeVirtualInterfaces,
} from './mends/direct-connect.ts';
import { dryRun } from './mends/dry-run.ts';
import { idempotency } from './mends/idempotency.ts';
import { createNatGateway, deleteNatGateway, describeNatGateways } from './mends/nat-gateways.ts';
import { pages } from './mends/pages.ts';
import { setDefaultVersion } from './mends/policy-versions.ts';
import { quotaRequests, readQuotas, requestQuota } from './mends/quotas.ts';
import { assumeRole } from './mends/roles.ts';
import { sharedSubnets } from './mends/shared.ts';
import { simulatePolicy } from './mends/simulate-policy.ts';
import { deleteSubnet, disassociateCidr } from './mends/subnets.ts';
import {
  associateTable,
  replaceAssociation,
  routeTables,
  routeTargets,
  vgwPropagation,
} from './mends/vpc-routes.ts';
import {
  attachVpnGateway,
  deleteVpnGateway,
  describeVpnGateways,
  detachVpnGateway,
} from './mends/vpn-gateways.ts';
import { associate, disassociate, getAssociations } from './transit/associations.ts';
import {
  acceptVpcAttachment,
  createVpcAttachment,
  createVpnConnection,
  deleteVpcAttachment,
  describeAttachments,
  describeVpcAttachments,
  modifyVpcAttachment,
} from './transit/attachments.ts';
import { createTransitGateway, deleteTransitGateway, describeTransitGateways } from './transit/gateways.ts';
import {
  disablePropagation,
  enablePropagation,
  getAttachmentPropagations,
  getTablePropagations,
} from './transit/propagations.ts';
import { createReference, deleteReference, getReferences, modifyReference } from './transit/references.ts';
import { createRoute, deleteRoute, replaceRoute, searchRoutes } from './transit/routes.ts';
import { createTable, deleteTable, describeTables } from './transit/tables.ts';
import { transitTags } from './transit/tags.ts';

export const mends: readonly Mend[] = [
  dryRun,
  idempotency,
  pages,
  sharedSubnets,
  routeTables,
  routeTargets,
  associateTable,
  replaceAssociation,
  vgwPropagation,
  createNatGateway,
  deleteNatGateway,
  describeNatGateways,
  attachVpnGateway,
  detachVpnGateway,
  describeVpnGateways,
  deleteVpnGateway,
  createVirtualInterface,
  describeVirtualInterfaces,
  deleteVirtualInterface,
  deleteSubnet,
  disassociateCidr,
  createTransitGateway,
  describeTransitGateways,
  deleteTransitGateway,
  createTable,
  describeTables,
  deleteTable,
  createVpcAttachment,
  acceptVpcAttachment,
  modifyVpcAttachment,
  deleteVpcAttachment,
  describeVpcAttachments,
  describeAttachments,
  createVpnConnection,
  associate,
  disassociate,
  getAssociations,
  enablePropagation,
  disablePropagation,
  getTablePropagations,
  getAttachmentPropagations,
  createRoute,
  replaceRoute,
  deleteRoute,
  searchRoutes,
  createReference,
  modifyReference,
  deleteReference,
  getReferences,
  transitTags,
  bucketOwners,
  conditionalWrites,
  assumeRole,
  setDefaultVersion,
  simulatePolicy,
  readQuotas,
  requestQuota,
  quotaRequests,
];
