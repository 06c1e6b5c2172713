/** Quotas that a VPC migration meets: what they are called here, and how what they limit is counted. */
import type { Aws, Place } from '../api/aws.types.ts';
import {
  countAddresses,
  countGateways,
  countInternetGateways,
  countProcessors,
  countVpcs,
  mostAttachments,
  mostBlocks,
  mostNatGateways,
  mostRoutes,
  mostSubnets,
  mostTables,
} from './usage.ts';

/** How much of it is used: of a quota for each of several things, by the one that uses most. */
export type Count = (aws: Aws, place: Place) => Promise<number>;

export interface KnownQuota {
  readonly name: string;
  readonly service: string;
  readonly code: string;
  readonly count: Count;
}

/** Codes: https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html and the console of Service Quotas. */
export const knownQuotas: readonly KnownQuota[] = [
  { name: 'eip', service: 'ec2', code: 'L-0263D0A3', count: countAddresses },
  { name: 'vcpus', service: 'ec2', code: 'L-1216C47A', count: countProcessors },
  { name: 'vpcs', service: 'vpc', code: 'L-F678F1CE', count: countVpcs },
  { name: 'vpc_cidrs', service: 'vpc', code: 'L-83CA0A9D', count: mostBlocks },
  { name: 'subnets', service: 'vpc', code: 'L-407747CB', count: mostSubnets },
  { name: 'route_tables', service: 'vpc', code: 'L-589F43AA', count: mostTables },
  { name: 'routes', service: 'vpc', code: 'L-93826ACB', count: mostRoutes },
  { name: 'internet_gateways', service: 'vpc', code: 'L-A4707A72', count: countInternetGateways },
  { name: 'nat_gateways', service: 'vpc', code: 'L-FE5A380F', count: mostNatGateways },
  { name: 'transit_gateways', service: 'ec2', code: 'L-A2478D36', count: countGateways },
  { name: 'transit_attachments', service: 'ec2', code: 'L-E0233F82', count: mostAttachments },
];

/** A quota as it is asked for. */
export interface WantedQuota {
  /** What it was called: `eip`, `vpc/L-F678F1CE`. */
  readonly name: string;
  readonly service: string;
  readonly code: string;
  readonly count?: Count;
}

const BY_CODE = /^([a-z0-9-]+)\/(L-[0-9A-F]{8})$/;

/** By its name in the table, or as `service/L-CODE`; undefined for anything else. */
export function findQuota(name: string): WantedQuota | undefined {
  const [, service, code] = BY_CODE.exec(name) ?? [];
  if (service === undefined || code === undefined) return knownQuotas.find((known) => known.name === name);
  const known = knownQuotas.find((quota) => quota.service === service && quota.code === code);
  return { name, service, code, ...(known === undefined ? {} : { count: known.count }) };
}
