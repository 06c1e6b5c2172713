import type { Discovery, DiscoveryAccount, DiscoveryRegion, DiscoveryVpc } from './discovery.types.ts';

/** What holds for a VPC: its own settings, and those of its account for the others. */
export interface VpcSettings {
  readonly enable_spoke_egress: boolean;
  readonly spoke_gw_size: string;
  readonly hpe: boolean;
  readonly max_hpe_performance: boolean | undefined;
  readonly spoke_ha: boolean;
}

export function settingsOf(account: DiscoveryAccount, vpc: DiscoveryVpc): VpcSettings {
  return {
    enable_spoke_egress: vpc.enable_spoke_egress ?? account.enable_spoke_egress,
    spoke_gw_size: vpc.spoke_gw_size ?? account.spoke_gw_size,
    hpe: vpc.hpe ?? account.hpe,
    max_hpe_performance: vpc.max_hpe_performance ?? account.max_hpe_performance ?? undefined,
    spoke_ha: vpc.spoke_ha ?? account.spoke_ha,
  };
}

export interface TransitGateway {
  readonly id: string | undefined;
  readonly account: string;
  readonly role: string;
}

/** The transit gateway of a region of an account: what the region says itself counts first. */
export function transitGatewayOf(config: Discovery, region: DiscoveryRegion): TransitGateway | undefined {
  const account = region.diy_tgw_account ?? config.tgw?.tgw_account;
  const role = region.diy_tgw_role ?? config.tgw?.tgw_role;
  if (account === undefined || role === undefined) return undefined;
  return { id: region.diy_tgw_id ?? config.tgw?.tgw_by_region[region.region], account, role };
}

/** What the controller calls an account. */
export function accountName({ account_id, account_name }: DiscoveryAccount): string {
  return account_name === '' ? `aws-${account_id}` : account_name;
}
