import type { Tag } from '../api/ec2.types.ts';
import type { Discovery, DiscoveryVpc } from '../discovery/config/discovery.types.ts';

/** Of a VPC: what the names of its gateways are made of. */
export interface NamedVpc {
  readonly region: string;
  /** Its Name tag; empty without one. */
  readonly name: string;
  readonly settings: DiscoveryVpc;
}

const directions: Readonly<Record<string, string>> = {
  north: 'n',
  east: 'e',
  south: 's',
  west: 'w',
  central: 'c',
  northeast: 'ne',
  northwest: 'nw',
  southeast: 'se',
  southwest: 'sw',
};

/** `use1` for us-east-1, `apne2` for ap-northeast-2, `usgovw1` for us-gov-west-1. */
export function shortRegion(region: string): string {
  return region
    .split('-')
    .map((part) => directions[part] ?? part)
    .join('');
}

/**
 * The spoke gateway of a VPC: as discovery.yaml names it, else made of the region and of the first address for gateways
 * in hexadecimal digits, or of the name of the VPC where `spoke_gw_name_format` says so. Undefined where there is nothing
 * to make it of.
 */
export function spokeGatewayName({ config }: Discovery, vpc: NamedVpc): string | undefined {
  const { spoke_gw_name, avtx_cidr, avtx_subnets } = vpc.settings;
  if (config.configure_gw_name) return spoke_gw_name ?? undefined;
  const prefix = `aws-${shortRegion(vpc.region)}`;
  if (config.spoke_gw_name_format === 'VPC_NAME')
    return vpc.name === '' ? undefined : `${prefix}-${vpc.name}-gw`;
  const cidr = avtx_cidr ?? avtx_subnets?.[0];
  return cidr === undefined ? undefined : `${prefix}-${hexadecimal(cidr)}-gw`;
}

/** The transit gateway of the controller that a VPC's spoke is attached to. */
export function transitGatewayName({ config }: Discovery, vpc: NamedVpc): string | undefined {
  if (config.configure_gw_name) return vpc.settings.transit_gw_name ?? undefined;
  return `aws-${shortRegion(vpc.region)}-transit-gw`;
}

function hexadecimal(cidr: string): string {
  const [address = ''] = cidr.split('/');
  return address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('');
}

/** The name of what has tags; empty without one. */
export function nameTag(tags: readonly Tag[] | undefined): string {
  return tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';
}
