import type { BuiltVpc, Estate } from './estate.types.ts';
import { HUB, ROLE } from './shapes.ts';

export interface DiscoveryOptions {
  /** terraform_output: an absolute path. */
  readonly output: string;
  /** Further sections, and keys of `config`, which take the place of those here. */
  readonly sections?: Readonly<Record<string, unknown>>;
  readonly config?: Readonly<Record<string, unknown>>;
  /** Further keys of each account. */
  readonly account?: Readonly<Record<string, unknown>>;
}

/** The discovery.yaml of an estate, as a value: JSON is YAML, too. */
export function discoveryOf(estate: Estate, options: DiscoveryOptions): Readonly<Record<string, unknown>> {
  const accounts = [...new Set(estate.vpcs.map(({ shape }) => shape.account))];
  return {
    terraform: {
      terraform_output: options.output,
      terraform_version: '>= 1.5',
      aviatrix_provider: '= 3.1.4',
      aws_provider: '~> 5.40',
    },
    aviatrix: { controller_ip: '127.0.0.1', controller_account: HUB },
    config: { configure_spoke_gw_hs: false, ...options.config },
    tgw: {
      tgw_account: HUB,
      tgw_role: ROLE,
      tgw_by_region: Object.fromEntries(estate.transits.map(({ region, gateway }) => [region, gateway])),
    },
    account_info: accounts.map((account) => ({
      account_id: account,
      role_name: ROLE,
      hpe: false,
      ...options.account,
      regions: regionsOf(estate.vpcs.filter(({ shape }) => shape.account === account)),
    })),
    ...options.sections,
  };
}

function regionsOf(vpcs: readonly BuiltVpc[]) {
  const regions = [...new Set(vpcs.map(({ shape }) => shape.region))];
  return regions.map((region) => ({
    region,
    vpcs: vpcs
      .filter(({ shape }) => shape.region === region)
      .map(({ vpc, shape }) => ({
        vpc_id: vpc,
        avtx_cidr: shape.gateways,
        spoke_gw_name: `${shape.name}-spoke`,
        transit_gw_name: `transit-${region}`,
      })),
  }));
}
